using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>What a <see cref="RawClient"/> says of itself when it connects.</summary>
internal sealed record RawOptions
{
    public string UserName { get; init; } = "guest";

    public string Password { get; init; } = "guest";

    public string VirtualHost { get; init; } = "/";

    /// <summary>What it can beyond the specification.</summary>
    public FieldTable? Capabilities { get; init; }

    public uint FrameMax { get; init; } = FrameFormat.DefaultFrameMax;

    public ushort ChannelMax { get; init; } = 2047;

    /// <summary>Seconds; 0: none.</summary>
    public ushort Heartbeat { get; init; }
}
