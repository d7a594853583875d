using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>A queue.</summary>
internal sealed record QueueView(
    string Name, string Vhost, string Type, bool Durable, bool AutoDelete, bool Exclusive, FieldTable Arguments, string Node, string State, int Messages,
    int MessagesReady, int MessagesUnacknowledged, int Consumers);
