using System.Buffers;

namespace TypedAmqp.Serialization;

/// <summary>A contract that is a name around one value, as <c>record Greeting(string Text)</c>.</summary>
internal sealed class WrappingMessageSerializer<T, TValue>(IMessageSerializer<TValue> inner, Func<T, TValue> unwrap, Func<TValue, T> wrap)
    : IMessageSerializer<T>
{
    public string ContentType => inner.ContentType;

    public void Write(T message, IBufferWriter<byte> output) => inner.Write(unwrap(message), output);

    public T Read(in ReadOnlySequence<byte> body) => wrap(inner.Read(in body));
}
