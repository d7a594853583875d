using System.Buffers;
using System.Text;

namespace TypedAmqp.Serialization;

/// <summary>A string as UTF-8. Octets that are no UTF-8 are an error, not replacement characters.</summary>
internal sealed class StringMessageSerializer : IMessageSerializer<string>
{
    public static readonly StringMessageSerializer Instance = new();

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string ContentType => "text/plain";

    public void Write(string message, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(message);
        Utf8.GetBytes(message, output);
    }

    public string Read(in ReadOnlySequence<byte> body) => Utf8.GetString(in body);
}
