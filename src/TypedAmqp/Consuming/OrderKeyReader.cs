namespace TypedAmqp;

/// <summary>
/// Finds out what a message is to be kept in order with: with those of an equal key. Called for one message after the other, as they came.
/// </summary>
/// <param name="message">The message. What was read of it ahead may be kept in it, for its handler.</param>
public delegate int OrderKeyReader(ref ReceivedMessage message);
