using System.Text.Json.Nodes;

namespace TypedAmqp.Server.Management;

/// <summary>A channel.</summary>
internal sealed record ChannelView(
    string Name, string Node, string User, string Vhost, int Number, string State, bool Confirm, bool Transactional, int ConsumerCount,
    int PrefetchCount,
    int GlobalPrefetchCount, int MessagesUnacknowledged, ConnectionDetails ConnectionDetails, JsonObject? MessageStats);
