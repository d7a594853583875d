using System.Buffers;
using System.Text;
using TypedAmqp.Consuming;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>
/// A message from a queue. It is a view of pooled memory that is valid until the handler's task completes, or, from
/// <see cref="AmqpChannel.GetAsync"/>, for good: keep a copy of what is needed longer.
/// </summary>
public readonly struct ReceivedMessage
{
    private readonly AmqpChannel _channel;
    private readonly DeliveryEntry _entry;
    private readonly int _epoch;
    private readonly byte _retries;

    internal ReceivedMessage(AmqpChannel channel, int epoch, in DeliveryEntry entry, byte retries = 0, object? decoded = null)
    {
        Decoded = decoded;
        _retries = retries;
        _channel = channel;
        _epoch = epoch;
        _entry = entry;
    }

    /// <summary>What settles the message: a small value that may be kept after the handler returned.</summary>
    public Delivery Delivery => new(_channel, _entry.Tag, _epoch, _entry.Redelivered, _retries);

    /// <summary>The body.</summary>
    public ReadOnlySequence<byte> Body => new(_entry.Body);

    /// <summary>
    /// Takes the body, without copying it, to be used beyond the handler. To be called while the message is handled; whoever takes it disposes of it.
    /// </summary>
    public MessageBody TakeBody() => new(in _entry);

    /// <summary>The exchange that it was published to, in UTF-8; empty for the default exchange.</summary>
    public ReadOnlySpan<byte> ExchangeOctets => _entry.Exchange;

    /// <summary>Its routing key, in UTF-8.</summary>
    public ReadOnlySpan<byte> RoutingKeyOctets => _entry.RoutingKey;

    /// <summary>The exchange that it was published to; decoded anew with each access.</summary>
    public string Exchange => Encoding.UTF8.GetString(_entry.Exchange);

    /// <summary>Its routing key; decoded anew with each access.</summary>
    public string RoutingKey => Encoding.UTF8.GetString(_entry.RoutingKey);

    /// <summary>Its properties, decoded as they are read.</summary>
    public BasicPropertiesView Properties => new(_entry.Properties);

    internal ReadOnlyMemory<byte> BodyMemory => _entry.Body;

    /// <summary>The contract, where it was read ahead.</summary>
    internal object? Decoded { get; }

    /// <summary>The same message, known to be an attempt after the first.</summary>
    internal ReceivedMessage AfterRetries(byte retries) => new(_channel, _epoch, in _entry, retries, Decoded);

    /// <summary>The same message, whose contract is known.</summary>
    internal ReceivedMessage With(object? decoded) => new(_channel, _epoch, in _entry, _retries, decoded);
}
