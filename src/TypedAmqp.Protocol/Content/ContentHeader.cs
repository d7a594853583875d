using System.Buffers.Binary;

namespace TypedAmqp.Protocol;

/// <summary>
/// The payload of a header frame (section 2.3.5.2 of the specification):
/// <code>
/// +----------+--------+-----------+----------------+---------------+
/// | class-id | weight | body size | property flags | property list |
/// +----------+--------+-----------+----------------+---------------+
///   short      short    long long   short ...        0 octets or more
/// </code>
/// </summary>
public readonly ref struct ContentHeader
{
    /// <summary>The only class with content.</summary>
    public const ushort BasicClassId = 60;

    /// <summary>The octets before the property flags: class, weight, body size.</summary>
    public const int SizeBeforeProperties = 12;

    private ContentHeader(ushort classId, ushort weight, ulong bodySize, BasicPropertiesView properties)
    {
        ClassId = classId;
        Weight = weight;
        BodySize = bodySize;
        Properties = properties;
    }

    /// <summary>The class of the method that the content belongs to. Not checked here: another than the method's is an unexpected frame.</summary>
    public ushort ClassId { get; }

    /// <summary>Unused, and zero. Not checked here: another value is an unexpected frame.</summary>
    public ushort Weight { get; }

    /// <summary>The octets of the body, in all its frames.</summary>
    public ulong BodySize { get; }

    /// <summary>The properties, as a view: what is in them is checked when they are looked at.</summary>
    public BasicPropertiesView Properties { get; }

    /// <summary>Reads the payload of a header frame.</summary>
    /// <exception cref="AmqpConnectionException">The payload ends before the property flags (501), or within them (502).</exception>
    public static ContentHeader Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < SizeBeforeProperties)
        {
            throw WireError.ShortPayload(FrameType.Header, payload.Length);
        }

        ReadOnlySpan<byte> properties = payload[SizeBeforeProperties..];
        return properties.Length >= sizeof(ushort)
            ? new ContentHeader(
                BinaryPrimitives.ReadUInt16BigEndian(payload),
                BinaryPrimitives.ReadUInt16BigEndian(payload[2..]),
                BinaryPrimitives.ReadUInt64BigEndian(payload[4..]),
                new BasicPropertiesView(properties))
            : throw WireError.Truncated(default);
    }
}
