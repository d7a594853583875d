namespace TypedAmqp.Protocol;

/// <summary>What a client sends first, and a server sends back to one that it does not understand (section 4.2.2 of the specification).</summary>
public static class ProtocolHeader
{
    /// <summary>AMQP 0-9-1.</summary>
    public static ReadOnlySpan<byte> Octets => "AMQP\x0\x0\x9\x1"u8;
}
