namespace TypedAmqp.Broker;

/// <summary>A message that was delivered, or fetched, and is not settled yet.</summary>
/// <param name="Tag">Its delivery tag on the channel.</param>
/// <param name="Queue">Where it came from, and where it goes back to.</param>
/// <param name="Consumer">Who got it; null when it was fetched with basic.get.</param>
/// <param name="Position">Its place in the queue, kept for its return.</param>
/// <param name="Entry">What the queue knows of it.</param>
internal readonly record struct UnackedMessage(ulong Tag, Queue Queue, Consumer? Consumer, long Position, QueueEntry Entry);
