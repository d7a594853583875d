namespace TypedAmqp;

/// <summary>How a queue is consumed.</summary>
public sealed record SubscriptionOptions
{
    /// <summary>The options unless others are given.</summary>
    public static SubscriptionOptions Default { get; } = new();

    /// <summary>Who settles deliveries; <see cref="AckMode.OnSuccess"/> unless set.</summary>
    public AckMode AckMode { get; init; }

    /// <summary>How many deliveries the broker sends ahead of their settlement (<c>basic.qos</c>); 64 unless set. 0 is without limit.</summary>
    public ushort Prefetch { get; init; } = 64;

    /// <summary>How many deliveries are handled at a time; 1 unless set, which keeps their order.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Whether nobody else may consume the queue at the same time.</summary>
    public bool Exclusive { get; init; }

    /// <summary>The consumer's tag, which brokers show in their lists; unless set, one is made up.</summary>
    public string? ConsumerTag { get; init; }
}
