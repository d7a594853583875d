using TypedAmqp.Connections;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>How a queue is consumed.</summary>
public sealed record SubscriptionOptions
{
    private const int UsualBatchSize = 100;
    private static readonly TimeSpan UsualBatchDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>The options unless others are given.</summary>
    public static SubscriptionOptions Default { get; } = new();

    /// <summary>Who settles deliveries; <see cref="AckMode.OnSuccess"/> unless set.</summary>
    public AckMode AckMode { get; init; }

    /// <summary>
    /// How many deliveries the broker sends ahead of their settlement (<c>basic.qos</c>); unless set, four for each that is handled at a time, and at
    /// least 64; in batches, one batch more than are handled at a time. 0 is without limit.
    /// </summary>
    public ushort? Prefetch { get; init; }

    /// <summary>How many deliveries, or batches of them, are handled at a time; 1 unless set, which keeps their order.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// How many acknowledgements are put off at most, to leave as one; unless set, a quarter of the prefetch, or a batch. They leave at once when no
    /// delivery waits. What a program that crashes has not acknowledged is delivered again: 1 acknowledges each delivery by itself.
    /// </summary>
    public int? AckBatchSize { get; init; }

    /// <summary>How long an acknowledgement is put off at most; 50 ms unless set.</summary>
    public TimeSpan AckDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many deliveries a consumer of batches (<see cref="IBatchConsumer{TQueue}"/>) gets at a time at most; 100 unless set.</summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// How long a delivery waits for others at most, to be handled in one batch with them; 100 ms unless set. With <see cref="TimeSpan.Zero"/> a
    /// batch is what is there.
    /// </summary>
    public TimeSpan? BatchDelay { get; init; }

    /// <summary>
    /// How long a handler may take; any time unless set. Then its token is cancelled, and when it stops for that reason it has failed, with a
    /// <see cref="TimeoutException"/>: the delivery is tried again or rejected like others. One that does not listen is waited for.
    /// </summary>
    public TimeSpan? HandlerTimeout { get; init; }

    /// <summary>Whether nobody else may consume the queue at the same time.</summary>
    public bool Exclusive { get; init; }

    /// <summary>The consumer's tag, which brokers show in their lists; unless set, one is made up.</summary>
    public string? ConsumerTag { get; init; }

    /// <summary>
    /// The consumer's priority: the broker serves those of lower priority only while this one takes no more (<c>x-priority</c>). 0 unless set.
    /// </summary>
    public int Priority { get; init; }

    /// <summary>
    /// Where in a stream to begin (<c>x-stream-offset</c>); unless set, with what comes next. Only streams have positions. A consumer that was lost
    /// goes on behind the last message that was handled.
    /// </summary>
    public StreamOffset? Offset { get; init; }

    /// <summary>Which filter values of a stream to get (<c>x-stream-filter</c>, brokers from 3.13 on); all unless set.</summary>
    public IReadOnlyList<string> Filter { get; init; } = [];

    /// <summary>Further arguments of <c>basic.consume</c>; none unless set.</summary>
    public FieldTable? Arguments { get; init; }

    /// <summary>The options with what follows from them.</summary>
    /// <param name="inBatches">Whether the consumer takes many deliveries at a time.</param>
    /// <exception cref="ArgumentException">They cannot be followed.</exception>
    internal SubscriptionOptions Resolve(bool inBatches = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        if (!inBatches && (BatchSize is not null || BatchDelay is not null))
        {
            throw new ArgumentException(
                "BatchSize and BatchDelay are for consumers of batches: implement the queue's IBatchConsumer, or leave them out.");
        }

        int batch = inBatches ? BatchSize ?? UsualBatchSize : 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1, nameof(BatchSize));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch, ushort.MaxValue, nameof(BatchSize));
        ushort prefetch = Prefetch ?? (ushort)Math.Clamp(inBatches ? batch * (Concurrency + 1L) : 4L * Concurrency, 64, ushort.MaxValue);
        if (prefetch != 0 && prefetch < Concurrency && AckMode != AckMode.None)
        {
            throw new ArgumentException(
                $"Concurrency is {Concurrency} and Prefetch {prefetch}: the broker never sends more than {prefetch} at a time. Raise Prefetch, or leave it out.");
        }

        if (prefetch != 0 && prefetch < batch && AckMode != AckMode.None)
        {
            throw new ArgumentException(
                $"BatchSize is {batch} and Prefetch {prefetch}: the broker never sends more than {prefetch} at a time. Raise Prefetch, or leave it out.");
        }

        if (AckBatchSize is int acks && (acks < 1 || (prefetch != 0 && acks > prefetch)))
        {
            throw new ArgumentException($"AckBatchSize is {acks}: from 1 to the prefetch, which is {prefetch}, are possible.");
        }

        Timeouts.Validate(AckDelay, nameof(AckDelay));
        if (HandlerTimeout is TimeSpan timeout)
        {
            Timeouts.Validate(timeout, nameof(HandlerTimeout));
        }

        if (BatchDelay is TimeSpan delay && delay != TimeSpan.Zero)
        {
            Timeouts.Validate(delay, nameof(BatchDelay));
        }

        return this with
        {
            Prefetch = prefetch,
            AckBatchSize = AckBatchSize ?? (inBatches ? batch : AcksFor(prefetch)),
            BatchSize = batch,
            BatchDelay = BatchDelay ?? UsualBatchDelay,
        };
    }

    /// <summary>How many acknowledgements are put off where nothing is said: few enough for the broker to go on sending meanwhile.</summary>
    internal static int AcksFor(ushort prefetch) => prefetch == 0 ? 64 : Math.Clamp(prefetch / 4, 1, 256);

    /// <summary>The arguments for the wire; null where there are none.</summary>
    /// <param name="from">Where in a stream to begin; null for no position.</param>
    internal FieldTable? ToArguments(StreamOffset? from)
    {
        FieldTable table = [];
        foreach ((string name, object? value) in Arguments ?? [])
        {
            table[name] = value;
        }

        if (Priority != 0)
        {
            table["x-priority"] = Priority;
        }

        if (from is StreamOffset offset)
        {
            table["x-stream-offset"] = offset.Value;
        }

        if (Filter.Count > 0)
        {
            table["x-stream-filter"] = Filter;
        }

        return table.Count == 0 ? null : table;
    }
}
