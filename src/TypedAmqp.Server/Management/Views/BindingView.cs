using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>A binding; the destination is a <c>queue</c> or an <c>exchange</c>.</summary>
internal sealed record BindingView(
    string Source, string Destination, string DestinationType, string RoutingKey, FieldTable Arguments, string? Vhost = null,
    string? PropertiesKey = null);
