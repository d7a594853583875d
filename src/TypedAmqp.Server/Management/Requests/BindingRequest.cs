using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>What a binding is to be made with.</summary>
internal sealed record BindingRequest(string RoutingKey = "", FieldTable? Arguments = null);
