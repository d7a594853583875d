namespace TypedAmqp.Server.Management;

/// <summary>Whether a queue took a message.</summary>
internal sealed record RoutedView(bool Routed);
