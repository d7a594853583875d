namespace TypedAmqp.Broker;

/// <summary>What a data folder gave back at the start of a broker.</summary>
/// <param name="Queues">How many queues there are.</param>
/// <param name="Messages">How many messages wait in them, or in delayed exchanges.</param>
/// <param name="Redelivered">How many of the messages are marked, as nobody knows whether they were delivered.</param>
internal readonly record struct Recovery(int Queues, long Messages, long Redelivered);
