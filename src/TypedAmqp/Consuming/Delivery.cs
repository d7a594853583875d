using TypedAmqp.Consuming;

namespace TypedAmqp;

/// <summary>
/// A delivery that is to be settled, exactly once, on the channel that it came from. It knows the channel's epoch: after the channel was opened
/// anew, the broker has put the message back by itself, and settling does nothing. A default value belongs to no channel: settling it does nothing,
/// which a handler's own tests can use.
/// </summary>
public readonly struct Delivery : IEquatable<Delivery>
{
    private readonly byte _retries;

    internal Delivery(AmqpChannel channel, ulong tag, int epoch, bool redelivered, byte retries)
    {
        _retries = retries;
        Channel = channel;
        Tag = tag;
        Epoch = epoch;
        Redelivered = redelivered;
    }

    /// <summary>The channel that it came from; null for a default value.</summary>
    internal AmqpChannel? Channel { get; }

    /// <summary>The delivery tag: the number of the delivery within its channel.</summary>
    public ulong Tag { get; }

    /// <summary>Whether the message was delivered before, perhaps to somebody else, and not acknowledged.</summary>
    public bool Redelivered { get; }

    /// <summary>
    /// Which attempt it is, from 1 to 256; more than 1 only for typed consumers of a queue with a <see cref="RetryAttribute"/>, or of a quorum queue,
    /// whose broker counts how often a message came back (<c>x-delivery-count</c>).
    /// </summary>
    public int Attempt => _retries + 1;

    /// <summary>Which opening of the channel the tag belongs to.</summary>
    public int Epoch { get; }

    /// <summary>Tells the broker that the message is done: <c>basic.ack</c>.</summary>
    /// <exception cref="InvalidOperationException">The subscription leaves settling to its handlers, and the delivery is settled already.</exception>
    /// <exception cref="AmqpChannelClosedException">The channel is closed. The broker delivers the message again.</exception>
    /// <exception cref="AmqpConnectionClosedException">The connection is closed. The broker delivers the message again.</exception>
    public ValueTask AckAsync() => Settle(Settlement.Ack);

    /// <summary>
    /// Refuses the message: it is dead-lettered, or dropped where the queue has no dead-letter exchange. <c>basic.reject</c> without requeue.
    /// </summary>
    /// <exception cref="InvalidOperationException">The subscription leaves settling to its handlers, and the delivery is settled already.</exception>
    /// <exception cref="AmqpChannelClosedException">The channel is closed. The broker delivers the message again.</exception>
    /// <exception cref="AmqpConnectionClosedException">The connection is closed. The broker delivers the message again.</exception>
    public ValueTask RejectAsync() => Settle(Settlement.Reject);

    /// <summary>Puts the message back into its queue: <c>basic.reject</c> with requeue.</summary>
    /// <exception cref="InvalidOperationException">The subscription leaves settling to its handlers, and the delivery is settled already.</exception>
    /// <exception cref="AmqpChannelClosedException">The channel is closed. The broker delivers the message again.</exception>
    /// <exception cref="AmqpConnectionClosedException">The connection is closed. The broker delivers the message again.</exception>
    public ValueTask RequeueAsync() => Settle(Settlement.Requeue);

    /// <summary>
    /// Tries the message again as the queue's <see cref="RetryAttribute"/> says: a copy waits in the broker for the next attempt and this delivery is
    /// acknowledged; after the last attempt it is rejected. For a handler that settles by itself (<see cref="AckMode.Manual"/>), while it runs;
    /// others throw.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// It is not called by the delivery's own handler while that runs, or the subscription settles, or the queue has no <see cref="RetryAttribute"/>,
    /// or the delivery is settled already.
    /// </exception>
    /// <exception cref="AmqpChannelClosedException">The channel is closed. The broker delivers the message again.</exception>
    /// <exception cref="AmqpConnectionClosedException">The connection is closed. The broker delivers the message again.</exception>
    public ValueTask RetryAsync() => Channel is null ? ValueTask.CompletedTask : DeliveryPump.RetryAsync(this);

    /// <inheritdoc/>
    public bool Equals(Delivery other) => Channel == other.Channel && Tag == other.Tag && Epoch == other.Epoch;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Delivery other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Channel, Tag, Epoch);

    /// <summary>Whether both are the same delivery.</summary>
    public static bool operator ==(Delivery left, Delivery right) => left.Equals(right);

    /// <summary>Whether they are different deliveries.</summary>
    public static bool operator !=(Delivery left, Delivery right) => !left.Equals(right);

    /// <summary>Begins to settle it, where that is left to handlers; elsewhere there is only one who does.</summary>
    /// <returns>False when somebody has settled it.</returns>
    internal bool TryTake() => Channel?.Unsettled?.Take(Tag) ?? true;

    /// <summary>The exception for one that is settled once more, which the broker would answer by closing the channel.</summary>
    internal InvalidOperationException IsSettled() => new(
        $"Delivery {Tag} is settled already. Each is settled once: by its handler or, when that throws before it has, as the queue declares.");

    private ValueTask Settle(Settlement settlement) => Channel?.SettleAsync(this, settlement) ?? ValueTask.CompletedTask;
}
