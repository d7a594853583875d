namespace TypedAmqp.Protocol;

/// <summary>
/// How a frame lies on the wire (section 4.2.3 of the specification):
/// <code>
/// +------+---------+-------------+  +------------+  +-----------+
/// | type | channel |     size    |  |   payload  |  | frame-end |
/// +------+---------+-------------+  +------------+  +-----------+
///  octet   short        long         size octets        octet
/// </code>
/// </summary>
public static class FrameFormat
{
    /// <summary>The octets before the payload.</summary>
    public const int HeaderSize = 7;

    /// <summary>The octets of a frame beside its payload.</summary>
    public const int Overhead = 8;

    /// <summary>The last octet of every frame.</summary>
    public const byte EndOctet = 0xCE;

    /// <summary>The greatest frame, in octets, that every peer accepts, and that holds before the limits are settled (frame-min-size).</summary>
    public const int MinimumFrameMax = 4096;

    /// <summary>The greatest frame, in octets, that RabbitMQ and this project propose.</summary>
    public const int DefaultFrameMax = 131072;

    /// <summary>The octets of payload that fit into a frame.</summary>
    /// <param name="frameMax">The greatest size of a whole frame in octets; 0 means no limit.</param>
    public static int MaxPayload(int frameMax) => frameMax == 0 ? int.MaxValue - Overhead : frameMax - Overhead;
}
