namespace TypedAmqp.Broker;

/// <summary>What declaring and deleting a queue tell of it.</summary>
/// <param name="Messages">Ready messages.</param>
/// <param name="Consumers">Consumers.</param>
internal readonly record struct QueueCounts(int Messages, int Consumers);
