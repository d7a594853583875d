namespace TypedAmqp;

/// <summary>
/// A delivery is none of the contracts that can arrive in its queue. The consumer rejects it without requeue (it is dead-lettered where the
/// queue says so), counts it, and goes on.
/// </summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="innerException">What the serializer said, if it came that far.</param>
public sealed class UndecodableMessageException(string message, Exception? innerException = null) : Exception(message, innerException);
