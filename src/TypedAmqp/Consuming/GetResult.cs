namespace TypedAmqp;

/// <summary>A message that was fetched with <c>basic.get</c>. Its memory is its own: it stays valid.</summary>
/// <param name="Message">The message.</param>
/// <param name="MessageCount">How many messages were left in the queue.</param>
public sealed record GetResult(ReceivedMessage Message, uint MessageCount);
