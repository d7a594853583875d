using System.Buffers;

namespace TypedAmqp;

/// <summary>Writes and reads the bodies of one contract. An implementation is shared by all threads.</summary>
/// <typeparam name="T">The contract.</typeparam>
public interface IMessageSerializer<T>
{
    /// <summary>The message property <c>content-type</c> of what it writes.</summary>
    string ContentType { get; }

    /// <summary>Writes a body. When it throws, nothing is published.</summary>
    /// <param name="message">The message.</param>
    /// <param name="output">Where the octets go.</param>
    void Write(T message, IBufferWriter<byte> output);

    /// <summary>Reads a body.</summary>
    /// <param name="body">The octets; they are valid only during the call.</param>
    /// <returns>The message, which must not refer to <paramref name="body"/>.</returns>
    T Read(in ReadOnlySequence<byte> body);
}
