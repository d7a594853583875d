using System.Buffers;

namespace TypedAmqp.Serialization;

/// <summary>Stands for the serializer of a contract that has none, so that the emitted surface is complete.</summary>
internal sealed class UnsupportedMessageSerializer<T>(string reason) : IMessageSerializer<T>
{
    public string ContentType => "application/octet-stream";

    public void Write(T message, IBufferWriter<byte> output) => throw new InvalidOperationException(reason);

    public T Read(in ReadOnlySequence<byte> body) => throw new InvalidOperationException(reason);
}
