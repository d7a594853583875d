using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TypedAmqp.Protocol;

/// <summary>
/// Writes frames (section 4.2.3 of the specification): the grammar only, neither order nor flushing. The size is computed first, so that
/// a value that cannot be written throws before anything was.
/// </summary>
public static class FrameWriter
{
    /// <summary>The octets of a whole method frame.</summary>
    public static int SizeOfMethod<T>(in T method)
        where T : struct, IMethod<T>, allows ref struct =>
        FrameFormat.Overhead + Method.IdSize + Unsafe.AsRef(in method).Size;

    /// <summary>Writes a method.</summary>
    public static void WriteMethod<T>(IBufferWriter<byte> output, ushort channel, in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        int size = SizeOfMethod(in method);
        WriteMethod(output.GetSpan(size)[..size], channel, in method);
        output.Advance(size);
    }

    /// <summary>Writes a method into exactly <see cref="SizeOfMethod"/> octets.</summary>
    public static void WriteMethod<T>(Span<byte> frame, ushort channel, in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        Span<byte> payload = WriteEnvelope(frame, FrameType.Method, channel);
        BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)T.Id);
        ArgumentWriter writer = new(payload[Method.IdSize..]);

        // Methods are readonly, which the constraint cannot say: without AsRef each call would copy the whole struct.
        Unsafe.AsRef(in method).Write(ref writer);
    }

    /// <summary>The octets of a whole header frame.</summary>
    /// <param name="propertyOctets">The octets of the property flags and list.</param>
    public static int SizeOfHeader(int propertyOctets) => FrameFormat.Overhead + ContentHeader.SizeBeforeProperties + propertyOctets;

    /// <summary>Writes the header of content.</summary>
    /// <exception cref="ArgumentException">A property cannot be encoded, such as a string of more than 255 octets.</exception>
    public static void WriteHeader(IBufferWriter<byte> output, ushort channel, ulong bodySize, BasicProperties properties)
    {
        int size = SizeOfHeader(properties.Size);
        Span<byte> frame = output.GetSpan(size)[..size];
        properties.Write(WriteHeaderStart(frame, channel, bodySize));
        output.Advance(size);
    }

    /// <summary>Writes the header of content with properties that are octets already.</summary>
    public static void WriteHeader(IBufferWriter<byte> output, ushort channel, ulong bodySize, BasicPropertiesView properties)
    {
        int size = SizeOfHeader(properties.Octets.Length);
        WriteHeader(output.GetSpan(size)[..size], channel, bodySize, properties);
        output.Advance(size);
    }

    /// <summary>Writes the header of content into exactly <see cref="SizeOfHeader"/> octets.</summary>
    public static void WriteHeader(Span<byte> frame, ushort channel, ulong bodySize, BasicPropertiesView properties) =>
        properties.Octets.CopyTo(WriteHeaderStart(frame, channel, bodySize));

    /// <summary>Writes a body as as many frames as it needs; an empty one needs none.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="body">The body.</param>
    /// <param name="frameMax">The greatest size of a whole frame in octets; 0 means no limit.</param>
    public static void WriteBody(IBufferWriter<byte> output, ushort channel, ReadOnlySpan<byte> body, int frameMax)
    {
        int max = FrameFormat.MaxPayload(frameMax);
        while (!body.IsEmpty)
        {
            int length = Math.Min(body.Length, max);
            int size = length + FrameFormat.Overhead;
            Span<byte> frame = output.GetSpan(size)[..size];
            body[..length].CopyTo(WriteEnvelope(frame, FrameType.Body, channel));
            output.Advance(size);
            body = body[length..];
        }
    }

    /// <inheritdoc cref="WriteBody(IBufferWriter{byte}, ushort, ReadOnlySpan{byte}, int)"/>
    public static void WriteBody(IBufferWriter<byte> output, ushort channel, in ReadOnlySequence<byte> body, int frameMax)
    {
        int max = FrameFormat.MaxPayload(frameMax);
        ReadOnlySequence<byte> rest = body;
        while (!rest.IsEmpty)
        {
            int length = (int)Math.Min(rest.Length, max);
            int size = length + FrameFormat.Overhead;
            Span<byte> frame = output.GetSpan(size)[..size];
            rest.Slice(0, length).CopyTo(WriteEnvelope(frame, FrameType.Body, channel));
            output.Advance(size);
            rest = rest.Slice(length);
        }
    }

    /// <summary>Writes a heartbeat (section 4.2.7 of the specification).</summary>
    public static void WriteHeartbeat(IBufferWriter<byte> output)
    {
        WriteEnvelope(output.GetSpan(FrameFormat.Overhead)[..FrameFormat.Overhead], FrameType.Heartbeat, channel: 0);
        output.Advance(FrameFormat.Overhead);
    }

    // What is around the payload; returns where the payload goes.
    private static Span<byte> WriteEnvelope(Span<byte> frame, FrameType type, ushort channel)
    {
        int size = frame.Length - FrameFormat.Overhead;
        frame[^1] = FrameFormat.EndOctet;
        BinaryPrimitives.WriteUInt64BigEndian(frame, ((ulong)type << 56) | ((ulong)channel << 40) | ((ulong)size << 8) | frame[7]);
        return frame.Slice(FrameFormat.HeaderSize, size);
    }

    private static Span<byte> WriteHeaderStart(Span<byte> frame, ushort channel, ulong bodySize)
    {
        Span<byte> payload = WriteEnvelope(frame, FrameType.Header, channel);
        BinaryPrimitives.WriteUInt32BigEndian(payload, (uint)ContentHeader.BasicClassId << 16);
        BinaryPrimitives.WriteUInt64BigEndian(payload[4..], bodySize);
        return payload[ContentHeader.SizeBeforeProperties..];
    }
}
