namespace TypedAmqp;

/// <summary>What the broker says about a queue when it is declared or inspected: <c>queue.declare-ok</c>.</summary>
/// <param name="Name">Its name, chosen by the broker when none was given.</param>
/// <param name="MessageCount">Messages that are ready for delivery.</param>
/// <param name="ConsumerCount">Its consumers.</param>
public readonly record struct QueueInfo(string Name, uint MessageCount, uint ConsumerCount);
