namespace TypedAmqp.Generated;

/// <summary>A way from a contract to an exchange: what is constant about each message, and how its routing key is written.</summary>
/// <typeparam name="T">The contract.</typeparam>
public sealed class Route<T>
{
    private readonly MessageContract<T> _contract;
    private readonly RoutingKeyWriter<T>? _writeKey;

    /// <summary>A route whose key is the same for every message.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="frames">The frames of <c>basic.publish</c> and of the content header, channel and body size zero.</param>
    public Route(MessageContract<T> contract, ReadOnlySpan<byte> frames)
    {
        _contract = contract;
        Template = new PublishTemplate(frames, hasConstantKey: true);
    }

    /// <summary>A route whose key comes from the message.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="frames">The frames of <c>basic.publish</c> and of the content header, channel, key and body size empty.</param>
    /// <param name="writeKey">Writes the key of a message.</param>
    public Route(MessageContract<T> contract, ReadOnlySpan<byte> frames, RoutingKeyWriter<T> writeKey)
    {
        _contract = contract;
        _writeKey = writeKey;
        Template = new PublishTemplate(frames, hasConstantKey: false);
    }

    internal PublishTemplate Template { get; }

    /// <summary>Writes key and body of a message.</summary>
    internal void Write(T message, PublishBuffer buffer)
    {
        if (_writeKey is not null)
        {
            RoutingKeyBuilder key = new(buffer.KeyOctets);
            _writeKey(message, ref key);
            buffer.KeyLength = key.Length;
        }

        _contract.Write(message, buffer);
    }
}
