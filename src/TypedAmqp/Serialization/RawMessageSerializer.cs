using System.Buffers;

namespace TypedAmqp.Serialization;

/// <summary>Octets as they are; read into an array of their own.</summary>
internal sealed class RawMessageSerializer : IMessageSerializer<ReadOnlyMemory<byte>>
{
    public static readonly RawMessageSerializer Instance = new();

    public string ContentType => "application/octet-stream";

    public void Write(ReadOnlyMemory<byte> message, IBufferWriter<byte> output) => output.Write(message.Span);

    public ReadOnlyMemory<byte> Read(in ReadOnlySequence<byte> body) => body.ToArray();
}
