using System.Buffers.Binary;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A message as most of them come: basic.publish, its content header and at most one body frame, one behind the other and in one piece (AMQP 0-9-1,
/// section 4.2.6). All of it is recognised at once; anything else, errors too, is left to those who look at frames one by one.
/// </summary>
internal struct PublishFrames
{
    // type, channel, size | class, method, a reserved number | exchange, key | mandatory and immediate | end
    private const int AddressOffset = FrameFormat.HeaderSize + 6;
    private const int LeastMethod = AddressOffset + 1 + 1 + 1 + 1;

    // type, channel, size | class, weight, body size | property flags and list | end
    private const int PropertiesOffset = FrameFormat.HeaderSize + 12;
    private const int LeastHeader = PropertiesOffset + 2 + 1;

    private int _addressLength;
    private int _properties;
    private int _propertiesLength;
    private int _body;

    public ushort Channel { get; private set; }

    /// <summary>The flags of basic.publish.</summary>
    public byte Bits { get; private set; }

    /// <summary>Length of the body, in octets.</summary>
    public int BodyLength { get; private set; }

    /// <summary>Length of all three frames, in octets.</summary>
    public int Length { get; private set; }

    /// <summary>Cuts a message from the beginning of these octets, if that is what they begin with.</summary>
    public static bool TryCut(ReadOnlySpan<byte> octets, int frameMax, out PublishFrames frames)
    {
        frames = default;
        if (octets.Length < LeastMethod + LeastHeader)
        {
            return false;
        }

        uint most = frameMax == 0 ? int.MaxValue : (uint)frameMax;
        ulong method = BinaryPrimitives.ReadUInt64BigEndian(octets);
        uint size = (uint)(method >> 8);
        if (method >> 56 != (ulong)FrameType.Method || size > most || size > octets.Length - FrameFormat.Overhead - LeastHeader
            || BinaryPrimitives.ReadUInt32BigEndian(octets[FrameFormat.HeaderSize..]) != (uint)MethodId.BasicPublish)
        {
            return false;
        }

        int end = FrameFormat.HeaderSize + (int)size;
        int key = AddressOffset + 1 + octets[AddressOffset];
        if (octets[end] != FrameFormat.EndOctet || key >= end || key + 1 + octets[key] != end - 1)
        {
            return false;
        }

        frames.Channel = (ushort)(method >> 40);
        frames.Bits = octets[end - 1];
        frames._addressLength = end - 1 - AddressOffset;
        return frames.TryCutContent(octets, end + 1, most);
    }

    /// <summary>Exchange and key as they stand in basic.publish, in the octets that it was cut from.</summary>
    public readonly ReadOnlySpan<byte> Address(ReadOnlySpan<byte> octets) => octets.Slice(AddressOffset, _addressLength);

    /// <summary>Where the parts are, when the first frame begins at this position of a segment.</summary>
    public readonly PublishedMessage At(int position) => new()
    {
        Address = position + AddressOffset,
        AddressLength = _addressLength,
        Properties = position + _properties,
        PropertiesLength = _propertiesLength,
        Body = position + _body,
        BodyLength = BodyLength,
    };

    private bool TryCutContent(ReadOnlySpan<byte> octets, int start, uint most)
    {
        ReadOnlySpan<byte> rest = octets[start..];
        ulong expected = ((ulong)FrameType.Header << 16) | Channel;
        ulong header = BinaryPrimitives.ReadUInt64BigEndian(rest);
        uint size = (uint)(header >> 8);
        if (header >> 40 != expected || size > most || size > rest.Length - FrameFormat.Overhead || size < LeastHeader - FrameFormat.Overhead
            || BinaryPrimitives.ReadUInt32BigEndian(rest[FrameFormat.HeaderSize..]) != (uint)ContentHeader.BasicClassId << 16
            || rest[FrameFormat.HeaderSize + (int)size] != FrameFormat.EndOctet)
        {
            return false;
        }

        ulong bodySize = BinaryPrimitives.ReadUInt64BigEndian(rest[(PropertiesOffset - sizeof(ulong))..]);
        _properties = start + PropertiesOffset;
        _propertiesLength = (int)size - (PropertiesOffset - FrameFormat.HeaderSize);
        int length = FrameFormat.Overhead + (int)size;
        Length = start + length;
        return bodySize == 0 || TryCutBody(rest[length..], bodySize, most);
    }

    private bool TryCutBody(ReadOnlySpan<byte> rest, ulong bodySize, uint most)
    {
        if (rest.Length < FrameFormat.Overhead)
        {
            return false;
        }

        ulong expected = ((ulong)FrameType.Body << 16) | Channel;
        ulong body = BinaryPrimitives.ReadUInt64BigEndian(rest);
        uint size = (uint)(body >> 8);
        if (body >> 40 != expected || size != bodySize || size > most || size > rest.Length - FrameFormat.Overhead
            || rest[FrameFormat.HeaderSize + (int)size] != FrameFormat.EndOctet)
        {
            return false;
        }

        _body = Length + FrameFormat.HeaderSize;
        BodyLength = (int)size;
        Length += FrameFormat.Overhead + (int)size;
        return true;
    }
}
