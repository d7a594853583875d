using System.Buffers;

namespace TypedAmqp.Generated;

/// <summary>A contract as it travels: its name on the wire, and how its bodies are written and read.</summary>
/// <typeparam name="T">The contract's type.</typeparam>
/// <param name="wireName">The message property <c>type</c>; empty when messages travel without.</param>
/// <param name="serializer">What writes and reads the bodies.</param>
public sealed class MessageContract<T>(string wireName, IMessageSerializer<T> serializer)
{
    /// <summary>The message property <c>type</c>; empty when messages travel without.</summary>
    public string WireName { get; } = wireName;

    /// <summary>The message property <c>content-type</c>.</summary>
    public string ContentType => serializer.ContentType;

    /// <summary>Writes a body.</summary>
    internal void Write(T message, IBufferWriter<byte> output) => serializer.Write(message, output);

    /// <summary>Reads a body that arrived.</summary>
    /// <param name="message">The delivery.</param>
    /// <exception cref="UndecodableMessageException">The body is not one of this contract.</exception>
    public T Read(in ReceivedMessage message)
    {
        try
        {
            return message.Decoded is T known ? known : Read(message.Body);
        }
        catch (UndecodableMessageException e) when (EncodingOf(in message) is string encoding)
        {
            throw new UndecodableMessageException(
                $"{e.Message} Its content-encoding is '{encoding}', which is not undone: publish it without.", e.InnerException);
        }
    }

    /// <summary>Reads a body that arrived before it is handled: <see cref="Read(in ReceivedMessage)"/> then gives the same object.</summary>
    /// <param name="message">The delivery.</param>
    /// <exception cref="UndecodableMessageException">The body is not one of this contract.</exception>
    public T ReadAhead(ref ReceivedMessage message)
    {
        T read = Read(message.Body);
        if (!typeof(T).IsValueType)
        {
            // A value would be boxed: it costs less to read it again.
            message = message.With(read);
        }

        return read;
    }

    /// <summary>What was done to the body beyond the contract, as a compression; null when nothing was.</summary>
    private static string? EncodingOf(in ReceivedMessage message) =>
        message.Properties.ContentEncoding.ToString() is var encoding and not ("" or "identity" or "utf-8" or "UTF-8") ? encoding : null;

    /// <summary>Reads a body.</summary>
    /// <exception cref="UndecodableMessageException">The body is not one of this contract.</exception>
    internal T Read(in ReadOnlySequence<byte> body)
    {
        try
        {
            return serializer.Read(in body);
        }
        catch (Exception e) when (e is not InvalidOperationException)
        {
            // A contract that its JsonSerializerContext lacks is the program's fault, not the message's: that one passes.
            throw new UndecodableMessageException($"The body cannot be read as {typeof(T).Name} ({serializer.ContentType}): {e.Message}", e);
        }
    }
}
