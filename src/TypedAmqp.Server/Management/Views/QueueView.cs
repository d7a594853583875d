using System.Text.Json.Nodes;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>A queue.</summary>
internal sealed record QueueView(
    string Name, string Vhost, string Type, bool Durable, bool AutoDelete, bool Exclusive, FieldTable Arguments, string Node, string State,
    int Messages,
    int MessagesReady, int MessagesUnacknowledged, int Consumers)
{
    /// <summary>What became of its messages.</summary>
    public JsonObject? MessageStats { get; init; }

    /// <summary>The policy that it follows.</summary>
    public string? Policy { get; init; }

    /// <summary>The policy of an operator that limits it.</summary>
    public string? OperatorPolicy { get; init; }

    /// <summary>What its policies say.</summary>
    public FieldTable? EffectivePolicyDefinition { get; init; }

    /// <summary>The tag of the one consumer that gets messages, where only one does.</summary>
    public string? SingleActiveConsumerTag { get; init; }

    /// <summary>The tag of the consumer that has it alone.</summary>
    public string? ExclusiveConsumerTag { get; init; }

    /// <summary>The connection that it goes with.</summary>
    public ConnectionDetails? OwnerPidDetails { get; init; }

    /// <summary>Its consumers, where one queue is asked for.</summary>
    public ConsumerView[]? ConsumerDetails { get; init; }
}
