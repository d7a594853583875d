using System.Buffers;
using System.Buffers.Binary;
using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>
/// The copy of a message that waits for its next attempt: octet by octet the same, but for the number of the attempt in its headers.
/// </summary>
internal static class RetryCopy
{
    /// <summary>The number of the attempt that a copy is for. Headers exchanges leave out those that begin with <c>x-</c>.</summary>
    public static ReadOnlySpan<byte> AttemptHeader => "retry-attempt"u8;

    // The time to wait is the queue's; brokers take no user but the publisher's own; and the last is reserved.
    private const BasicPropertyFlags Dropped = BasicPropertyFlags.Expiration | BasicPropertyFlags.UserId | BasicPropertyFlags.ClusterId;

    /// <param name="exchange">Where copies wait.</param>
    /// <param name="message">The message.</param>
    /// <param name="attempt">Which attempt the copy is for.</param>
    public static PublishTemplate Of(string exchange, in ReceivedMessage message, int attempt)
    {
        ArrayBufferWriter<byte> properties = new();
        WriteProperties(properties, message.Properties, attempt);
        ArrayBufferWriter<byte> frames = new();
        FrameWriter.WriteMethod(frames, 0, new BasicPublish { Exchange = exchange, RoutingKey = message.RoutingKeyOctets, Mandatory = true });
        FrameWriter.WriteHeader(frames, 0, 0, new BasicPropertiesView(properties.WrittenSpan));
        return new PublishTemplate(frames.WrittenSpan, hasConstantKey: true);
    }

    private static void WriteProperties(ArrayBufferWriter<byte> output, BasicPropertiesView properties, int attempt)
    {
        WriteShort(output, (ushort)((properties.Flags & ~Dropped) | BasicPropertyFlags.Headers));
        for (int flag = 1 << 15; flag > 1; flag >>= 1)
        {
            BasicPropertyFlags property = (BasicPropertyFlags)flag;
            if (property == BasicPropertyFlags.Headers)
            {
                WriteHeaders(output, properties.Headers, attempt);
            }
            else if ((property & Dropped) == 0)
            {
                output.Write(properties.OctetsOf(property));
            }
        }
    }

    private static void WriteHeaders(ArrayBufferWriter<byte> output, FieldTableView headers, int attempt)
    {
        ArrayBufferWriter<byte> fields = new();
        foreach (FieldView field in headers)
        {
            if (!field.Name.Octets.SequenceEqual(AttemptHeader))
            {
                WriteField(fields, field.Name.Octets, field.Value.Type, field.Value.Octets);
            }
        }

        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, attempt);
        WriteField(fields, AttemptHeader, FieldType.Int64, number);
        WriteLong(output, (uint)fields.WrittenCount);
        output.Write(fields.WrittenSpan);
    }

    private static void WriteField(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name, FieldType type, ReadOnlySpan<byte> value)
    {
        output.Write([(byte)name.Length]);
        output.Write(name);
        output.Write([(byte)type]);
        if (type is FieldType.String or FieldType.Octets or FieldType.Array or FieldType.Table)
        {
            WriteLong(output, (uint)value.Length);
        }

        output.Write(value);
    }

    private static void WriteShort(ArrayBufferWriter<byte> output, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(sizeof(ushort)), value);
        output.Advance(sizeof(ushort));
    }

    private static void WriteLong(ArrayBufferWriter<byte> output, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(sizeof(uint)), value);
        output.Advance(sizeof(uint));
    }
}
