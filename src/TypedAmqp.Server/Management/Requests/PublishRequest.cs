namespace TypedAmqp.Server.Management;

/// <summary>A message that is to be published.</summary>
internal sealed record PublishRequest(PropertiesView Properties, string RoutingKey, string Payload, string PayloadEncoding);
