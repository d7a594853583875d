using TypedAmqp.Connections;
using TypedAmqp.Publishing;

namespace TypedAmqp;

/// <summary>How a channel publishes and consumes.</summary>
public sealed record AmqpChannelOptions
{
    /// <summary>Whether the broker confirms each publish, so that publishing ends when it did. True unless set.</summary>
    public bool PublisherConfirms { get; init; } = true;

    /// <summary>
    /// How long a publish may take, from the call to the confirm, waiting for room in the connection's output included; 30 s unless set. After it the
    /// outcome is <see cref="PublishOutcome.Unknown"/>.
    /// </summary>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many publishes may be without a confirm at a time; a further one waits. 16384 unless set.</summary>
    public int MaxUnconfirmed { get; init; } = 16384;

    /// <summary>
    /// How many unsettled messages the broker may send ahead to each consumer that does not say otherwise; 256 unless set, 0 for any number.
    /// </summary>
    public ushort Prefetch { get; init; } = 256;

    /// <summary>
    /// Told of each returned message on a channel without publisher confirms, where no publish awaits an answer that could say so. It runs on the
    /// thread pool, one at a time and in the order of the returns.
    /// </summary>
    public Action<ReturnedMessage>? Returned { get; init; }

    /// <summary>Whose messages it publishes, when somebody outlives the channel; null when they end with it.</summary>
    internal PublishLine? Publishes { get; init; }

    /// <summary>Counts the channels that take each other's place, from 1; 0 for a channel whose place nobody takes.</summary>
    internal int Epoch { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value makes no sense.</exception>
    internal void Validate()
    {
        Timeouts.Validate(PublishTimeout, nameof(PublishTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnconfirmed, 1);
    }
}
