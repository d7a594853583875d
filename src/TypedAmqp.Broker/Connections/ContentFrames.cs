using System.Buffers;
using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>Writes the content header and the body frames of a message from its raw octets (AMQP 0-9-1, section 4.2.6).</summary>
internal static class ContentFrames
{
    /// <summary>Type, channel and size, in octets.</summary>
    public const int HeaderSize = 7;

    /// <summary>What a frame adds to its payload, in octets.</summary>
    public const int Overhead = 8;

    public const byte FrameEnd = 0xCE;

    private const int FixedContentHeader = 12;
    private const byte HeaderFrame = 2;
    private const byte BodyFrame = 3;

    // The usual message takes one look at the output: what is below this goes out as one span.
    private const int WrittenAtOnce = 2048;

    /// <summary>Under the lock of the output.</summary>
    public static void Write(ConnectionOutput output, ushort channel, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> body)
    {
        int header = Overhead + FixedContentHeader + properties.Length;
        int whole = body.IsEmpty ? header : header + Overhead + body.Length;
        if (whole <= WrittenAtOnce && Overhead + body.Length <= output.FrameMax)
        {
            Span<byte> span = output.GetSpan(whole);
            WriteHeader(span, channel, properties, body.Length);
            if (!body.IsEmpty)
            {
                WriteBody(span[header..], channel, body);
            }

            output.Advance(whole);
            return;
        }

        WriteHeader(output.GetSpan(header), channel, properties, body.Length);
        output.Advance(header);
        int largest = output.FrameMax - Overhead;
        while (!body.IsEmpty)
        {
            ReadOnlySpan<byte> part = body[..Math.Min(body.Length, largest)];
            body = body[part.Length..];
            WriteFrameHeader(output.GetSpan(HeaderSize), BodyFrame, channel, part.Length);
            output.Advance(HeaderSize);
            output.Write(part);
            output.GetSpan(1)[0] = FrameEnd;
            output.Advance(1);
        }
    }

    private static void WriteHeader(Span<byte> span, ushort channel, ReadOnlySpan<byte> properties, long bodySize)
    {
        WriteFrameHeader(span, HeaderFrame, channel, FixedContentHeader + properties.Length);
        BinaryPrimitives.WriteUInt32BigEndian(span[HeaderSize..], 60u << 16);
        BinaryPrimitives.WriteInt64BigEndian(span[(HeaderSize + 4)..], bodySize);
        properties.CopyTo(span[(HeaderSize + FixedContentHeader)..]);
        span[HeaderSize + FixedContentHeader + properties.Length] = FrameEnd;
    }

    private static void WriteBody(Span<byte> span, ushort channel, ReadOnlySpan<byte> body)
    {
        WriteFrameHeader(span, BodyFrame, channel, body.Length);
        body.CopyTo(span[HeaderSize..]);
        span[HeaderSize + body.Length] = FrameEnd;
    }

    private static void WriteFrameHeader(Span<byte> span, byte type, ushort channel, int size)
    {
        BinaryPrimitives.WriteInt32BigEndian(span[3..], size);
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], channel);
        span[0] = type;
    }
}
