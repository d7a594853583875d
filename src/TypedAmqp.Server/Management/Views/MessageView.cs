namespace TypedAmqp.Server.Management;

/// <summary>A message that was fetched.</summary>
internal sealed record MessageView(
    int PayloadBytes, bool Redelivered, string Exchange, string RoutingKey, uint MessageCount, PropertiesView Properties, string Payload,
    string PayloadEncoding);
