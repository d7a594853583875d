using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What the arguments of a queue ask for beyond keeping messages in order.</summary>
internal sealed record QueueSettings
{
    // Of quorum queues, from RabbitMQ 4.0 on.
    private const long DefaultDeliveryLimit = 20;

    private static readonly QueueSettings None = new();

    /// <summary>How long a message may wait, in milliseconds (<c>x-message-ttl</c>); null: for ever.</summary>
    public long? TimeToLive { get; init; }

    /// <summary>How long the queue may be without consumers and not be asked for, in milliseconds (<c>x-expires</c>); null: for ever.</summary>
    public long? Expires { get; init; }

    /// <summary>Where messages go that die (<c>x-dead-letter-exchange</c>); null: nowhere.</summary>
    public string? DeadLetterExchange { get; init; }

    /// <summary>The key that they go with (<c>x-dead-letter-routing-key</c>); null: their own.</summary>
    public string? DeadLetterRoutingKey { get; init; }

    /// <summary>What died stays until it was taken there (<c>x-dead-letter-strategy</c>).</summary>
    public bool AtLeastOnce { get; init; }

    /// <summary>Most messages that may be ready (<c>x-max-length</c>); null: no limit.</summary>
    public long? MaxLength { get; init; }

    /// <summary>Most octets that the bodies of ready messages may have (<c>x-max-length-bytes</c>); null: no limit.</summary>
    public long? MaxOctets { get; init; }

    /// <summary>What becomes of a message too many (<c>x-overflow</c>).</summary>
    public Overflow Overflow { get; init; }

    /// <summary>The greatest priority that it tells apart (<c>x-max-priority</c>); null: none.</summary>
    public int? MaxPriority { get; init; }

    /// <summary>Only one of its consumers gets messages (<c>x-single-active-consumer</c>).</summary>
    public bool SingleActiveConsumer { get; init; }

    /// <summary>Messages of a high priority come first, as in a quorum queue of RabbitMQ 4.</summary>
    public bool HasTwoPriorities { get; init; }

    /// <summary>It is a quorum queue: deliveries tell how often a message came back.</summary>
    public bool IsQuorum { get; init; }

    /// <summary>How often a message may be delivered again (<c>x-delivery-limit</c>); null: as often as it is returned.</summary>
    public long? DeliveryLimit { get; init; }

    /// <summary>How long a stream keeps messages, in milliseconds (<c>x-max-age</c>); null: for ever.</summary>
    public long? MaxAge { get; init; }

    /// <summary>How large a segment of a stream may become, in octets (<c>x-stream-max-segment-size-bytes</c>); null: as RabbitMQ's.</summary>
    public long? SegmentOctets { get; init; }

    /// <summary>It is a stream.</summary>
    public bool IsStream { get; init; }

    /// <summary>Publishers hear of a message that finds no room.</summary>
    public bool RejectsPublishes => Overflow != Overflow.DropHead && (MaxLength ?? MaxOctets) is not null;

    /// <summary>The settings of a queue with these arguments; null when they ask for nothing.</summary>
    /// <param name="arguments">The arguments, and what policies add to them.</param>
    /// <param name="compatibility">Whose defaults count.</param>
    public static QueueSettings? From(FieldTable arguments, Compatibility compatibility = default)
    {
        bool isQuorum = arguments.GetValueOrDefault(QueueArguments.QueueType) is QueueArguments.Quorum;
        QueueSettings settings = new()
        {
            TimeToLive = Number(arguments, QueueArguments.MessageTtl),
            Expires = Number(arguments, QueueArguments.Expires),
            DeadLetterExchange = arguments.GetValueOrDefault(QueueArguments.DeadLetterExchange) as string,
            DeadLetterRoutingKey = arguments.GetValueOrDefault(QueueArguments.DeadLetterRoutingKey) as string,
            AtLeastOnce = QueueArguments.IsAtLeastOnce(arguments),
            MaxLength = Number(arguments, QueueArguments.MaxLength),
            MaxOctets = Number(arguments, QueueArguments.MaxLengthBytes),
            Overflow = arguments.GetValueOrDefault(QueueArguments.OverflowMode) switch
            {
                QueueArguments.RejectPublish => Overflow.RejectPublish,
                QueueArguments.RejectPublishDeadLetter when !isQuorum => Overflow.RejectPublishAndDeadLetter,
                _ => Overflow.DropHead,
            },
            MaxPriority = (int?)Number(arguments, QueueArguments.MaxPriority),
            SingleActiveConsumer = arguments.GetValueOrDefault(QueueArguments.SingleActiveConsumer) is true,
            IsQuorum = isQuorum,
            HasTwoPriorities = isQuorum && compatibility == Compatibility.RabbitMq42,
            DeliveryLimit = Limit(Number(arguments, QueueArguments.DeliveryLimit), isQuorum, compatibility),
            IsStream = arguments.GetValueOrDefault(QueueArguments.QueueType) is QueueArguments.Stream,
            MaxAge = arguments.GetValueOrDefault(QueueArguments.MaxAge) is string age && StreamAge.TryRead(age, out long milliseconds)
                ? milliseconds
                : null,
            SegmentOctets = Number(arguments, QueueArguments.SegmentSize),
        };
        return settings == None ? null : settings;
    }

    /// <summary>Whether this is more than the queue may hold.</summary>
    /// <param name="count">Ready messages.</param>
    /// <param name="octets">Octets of their bodies.</param>
    public bool IsTooMuch(long count, long octets) => count > MaxLength || octets > MaxOctets;

    private static long? Limit(long? limit, bool isQuorum, Compatibility compatibility) => (limit, compatibility) switch
    {
        (_, Compatibility.RabbitMq310) => limit,
        (null, _) => isQuorum ? DefaultDeliveryLimit : null,
        (< 0, _) => null,
        _ => limit,
    };

    private static long? Number(FieldTable arguments, string name) =>
        FieldText.TryGetInteger(arguments.GetValueOrDefault(name), out long number) ? number : null;
}
