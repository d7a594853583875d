namespace TypedAmqp.Broker;

/// <summary>An unacked message that its client is done with, on its way to its queue.</summary>
/// <param name="Message">The message.</param>
/// <param name="Kind">What becomes of it.</param>
internal readonly record struct Settlement(UnackedMessage Message, SettlementKind Kind);
