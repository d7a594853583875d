namespace TypedAmqp.Generated;

/// <summary>A way from a contract to an exchange: what is constant about each message, and how its routing key is written.</summary>
/// <typeparam name="T">The contract.</typeparam>
public sealed class Route<T>
{
    private readonly MessageContract<T> _contract;
    private readonly RoutingKeyWriter<T>? _writeKey;
    private readonly HeaderWriter<T>? _writeHeaders;

    /// <summary>Takes what the compiler knows of a route.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="frames">The frames of <c>basic.publish</c> and of the content header, channel and body size zero.</param>
    /// <param name="writeKey">Writes the key of a message, which is empty in the frames; null when the key there is that of every message.</param>
    /// <param name="writeHeaders">Writes the headers that come from a message, behind those in the frames; null when there are none.</param>
    /// <param name="key">The key as it is declared, with placeholders, for traces; null when the key in the frames is that of every message.</param>
    public Route(
        MessageContract<T> contract, ReadOnlySpan<byte> frames, RoutingKeyWriter<T>? writeKey = null, HeaderWriter<T>? writeHeaders = null,
        string? key = null)
    {
        Key = key;
        _contract = contract;
        _writeKey = writeKey;
        _writeHeaders = writeHeaders;
        Template = new PublishTemplate(frames, hasConstantKey: writeKey is null);
    }

    /// <summary>Whether a publish waits for the broker to confirm it.</summary>
    public bool Confirms
    {
        get => Template.AwaitsConfirm;
        init => Template = Template.Awaiting(value);
    }

    internal PublishTemplate Template { get; private init; }

    internal string? Key { get; }

    /// <summary>Writes key, headers and body of a message.</summary>
    internal void Write(T message, PublishBuffer buffer)
    {
        if (_writeKey is not null)
        {
            RoutingKeyBuilder key = new(buffer.KeyOctets);
            _writeKey(message, ref key);
            buffer.KeyLength = key.Length;
        }

        if (_writeHeaders is not null)
        {
            HeaderBuilder headers = new(buffer.HeaderFields);
            _writeHeaders(message, ref headers);
        }

        _contract.Write(message, buffer);
    }
}
