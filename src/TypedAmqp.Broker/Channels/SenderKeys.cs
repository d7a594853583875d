using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Sender-selected distribution (RabbitMQ): further routing keys in the headers <c>CC</c>, and in <c>BCC</c>, which those who receive the message do
/// not see.
/// </summary>
internal static class SenderKeys
{
    private static ReadOnlySpan<byte> Copies => "CC"u8;

    private static ReadOnlySpan<byte> BlindCopies => "BCC"u8;

    /// <summary>The further keys; null when the headers name none.</summary>
    /// <exception cref="AmqpChannelException">406: one of the two is no array.</exception>
    public static List<byte[]>? Read(FieldTableView headers)
    {
        List<byte[]>? keys = null;
        Read(headers, Copies, ref keys);
        Read(headers, BlindCopies, ref keys);
        return keys;
    }

    /// <summary>Whether there is something that receivers may not see.</summary>
    public static bool HasBlind(FieldTableView headers) => headers.TryGet(BlindCopies, out _);

    /// <summary>The further keys that everybody may see; null when there are none.</summary>
    public static List<byte[]>? ReadVisible(FieldTableView headers)
    {
        List<byte[]>? keys = null;
        Read(headers, Copies, ref keys);
        return keys;
    }

    /// <summary>Properties without the blind copies in their headers.</summary>
    public static ReadOnlySpan<byte> WithoutBlind(ReadOnlySpan<byte> properties)
    {
        ReadOnlySpan<byte> seen = HeaderEdit.Without(new BasicPropertiesView(properties).Headers, BlindCopies);
        byte[] visible = new byte[HeaderEdit.MostOctets(properties, seen)];
        return visible.AsSpan(0, HeaderEdit.Write(properties, seen, keepExpiration: true, visible));
    }

    /// <summary>Headers without any copies: where dead letters have a key of their own, it is the only one.</summary>
    public static ReadOnlySpan<byte> WithoutCopies(FieldTableView headers) =>
        HeaderEdit.Without(new FieldTableView(HeaderEdit.Without(headers, Copies)), BlindCopies);

    private static void Read(FieldTableView headers, ReadOnlySpan<byte> name, ref List<byte[]>? keys)
    {
        if (!headers.TryGet(name, out FieldValueView value))
        {
            return;
        }

        if (!value.TryGetArray(out FieldArrayView array))
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed,
                $"invalid message: {{unacceptable_type_in_header,\"{new ShortString(name).ToString()}\",{FieldText.TypeOf(value.ToObject())}}}",
                MethodId.BasicPublish);
        }

        keys ??= [];
        foreach (FieldValueView key in array)
        {
            // What is longer than any key matches none; what is no text is passed over, as RabbitMQ does.
            if (key.TryGetString(out LongString text) && text.Octets.Length <= ShortString.MaxLength)
            {
                keys.Add(text.Octets.ToArray());
            }
        }
    }
}
