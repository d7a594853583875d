namespace TypedAmqp.Consuming;

/// <summary>How deliveries are handled and settled.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Bus">How the bus behaves.</param>
/// <param name="Subscription">Whose deliveries they are: consumers of one subscription take each other's place.</param>
internal sealed record PumpSettings(string Queue, AmqpBusOptions Bus, ConsumerSubscription Subscription)
{
    /// <summary>Who settles.</summary>
    public AckMode AckMode { get; init; }

    /// <summary>The queue as it is declared, under its own name; null for that of a service.</summary>
    public QueueDescriptor? Descriptor { get; init; }

    /// <summary>Whether what failed goes back into the queue, which has a delivery limit.</summary>
    public bool RequeueFailed => Descriptor?.DeliveryLimit is > 0;

    /// <summary>Whether the broker counts how often a message came back, and nothing else counts its attempts.</summary>
    public bool CountsDeliveries => Retry is null && Descriptor is { Type: QueueType.Quorum };

    /// <summary>How what failed is tried again; null when it is not.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>How many acknowledgements are put off at most, to leave as one.</summary>
    public int AckBatchSize { get; init; } = 1;

    /// <summary>How long an acknowledgement is put off at most.</summary>
    public TimeSpan AckDelay { get; init; }

    /// <summary>How many deliveries are handled together at most, by a consumer of batches.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>How long a delivery waits for others at most, to be handled with them.</summary>
    public TimeSpan BatchDelay { get; init; }

    /// <summary>How long a handler may take; null for any time.</summary>
    public TimeSpan? HandlerTimeout { get; init; }

    /// <summary>How far the subscription of a stream has come; null for another queue.</summary>
    public StreamPosition? Position { get; init; }

    /// <summary>What became of the deliveries.</summary>
    public DeliveryCounts Counts => Subscription.Counts;

    public TimeProvider Clock => Bus.Connection.TimeProvider;
}
