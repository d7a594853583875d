using TypedAmqp.Protocol;

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

    /// <summary>
    /// The consumer's priority: the broker serves those of lower priority only while this one takes no more (<c>x-priority</c>). 0 unless set.
    /// </summary>
    public int Priority { get; init; }

    /// <summary>Where in a stream to begin (<c>x-stream-offset</c>); unless set, with what comes next. Only streams have positions.</summary>
    public StreamOffset? Offset { get; init; }

    /// <summary>Which filter values of a stream to get (<c>x-stream-filter</c>, brokers from 3.13 on); all unless set.</summary>
    public IReadOnlyList<string> Filter { get; init; } = [];

    /// <summary>Further arguments of <c>basic.consume</c>; none unless set.</summary>
    public FieldTable? Arguments { get; init; }

    /// <summary>The arguments for the wire; null where there are none.</summary>
    internal FieldTable? ToArguments()
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

        if (Offset is StreamOffset offset)
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
