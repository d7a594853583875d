namespace TypedAmqp.Broker;

/// <summary>An unacked message that its client is done with, on its way to its queue.</summary>
/// <param name="Message">The message.</param>
/// <param name="Requeue">It is to be delivered again.</param>
internal readonly record struct Settlement(UnackedMessage Message, bool Requeue);
