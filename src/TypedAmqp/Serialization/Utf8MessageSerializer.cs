using System.Buffers;
using System.Globalization;

namespace TypedAmqp.Serialization;

/// <summary>Text through the contract's own formatting and parsing, in the invariant culture.</summary>
internal sealed class Utf8MessageSerializer<T> : IMessageSerializer<T>
    where T : IUtf8SpanFormattable, IUtf8SpanParsable<T>
{
    public string ContentType => "text/plain";

    public void Write(T message, IBufferWriter<byte> output)
    {
        int size = 128;
        int written;
        while (!message.TryFormat(output.GetSpan(size), out written, default, CultureInfo.InvariantCulture))
        {
            size = checked(size * 2);
        }

        output.Advance(written);
    }

    public T Read(in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            return T.Parse(body.FirstSpan, CultureInfo.InvariantCulture);
        }

        byte[] octets = ArrayPool<byte>.Shared.Rent(checked((int)body.Length));
        body.CopyTo(octets);
        T message = T.Parse(octets.AsSpan(0, (int)body.Length), CultureInfo.InvariantCulture);
        ArrayPool<byte>.Shared.Return(octets);
        return message;
    }
}
