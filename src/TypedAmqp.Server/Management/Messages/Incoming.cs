using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>What the broker sent: a method, with the content that came with it.</summary>
/// <param name="Id">Which method.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Incoming(MethodId Id, byte[] Arguments)
{
    /// <summary>Flags and list of the properties.</summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>The body.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Whether a method comes with content.</summary>
    public bool HasContent => Id is MethodId.BasicGetOk or MethodId.BasicReturn;
}
