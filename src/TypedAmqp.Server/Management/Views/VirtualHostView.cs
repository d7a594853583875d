using System.Text.Json.Nodes;

namespace TypedAmqp.Server.Management;

/// <summary>A virtual host and what its queues hold.</summary>
internal sealed record VirtualHostView(string Name, long? Messages = null, long? MessagesReady = null, long? MessagesUnacknowledged = null)
{
    /// <summary>What became of its messages.</summary>
    public JsonObject? MessageStats { get; init; }

    /// <summary>Nobody can describe one here.</summary>
    public string? Description { get; init; }

    /// <summary>As that.</summary>
    public string[]? Tags { get; init; }

    /// <summary>It traces nothing.</summary>
    public bool? Tracing { get; init; }

    /// <summary>What a queue without a type is.</summary>
    public string? DefaultQueueType { get; init; }

    /// <summary>By the names of nodes.</summary>
    public Dictionary<string, string>? ClusterState { get; init; }
}
