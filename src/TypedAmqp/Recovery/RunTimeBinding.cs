namespace TypedAmqp.Recovery;

/// <summary>A binding of a subscription's queue that was chosen while running, by the names on the broker.</summary>
internal readonly record struct RunTimeBinding(string Exchange, string RoutingKey);
