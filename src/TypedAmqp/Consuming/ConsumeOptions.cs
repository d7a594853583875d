using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>How to consume from a queue.</summary>
public sealed record ConsumeOptions
{
    /// <summary>The consumer's name, unique within its channel; empty lets the broker choose.</summary>
    public string ConsumerTag { get; init; } = "";

    /// <summary>
    /// Whether the broker takes a message for delivered as soon as it is sent: nothing is acknowledged, and a crash loses messages.
    /// </summary>
    public bool NoAck { get; init; }

    /// <summary>Whether this is to be the only consumer of the queue.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Arguments such as <c>x-priority</c>, or null.</summary>
    public FieldTable? Arguments { get; init; }

    /// <summary>How many unsettled messages the broker may send ahead; 0 for any number. Null takes the channel's.</summary>
    public ushort? Prefetch { get; init; }

    /// <summary>How many messages are handled at a time; 1 unless set, which keeps their order.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// What messages are kept in order by when several are handled at a time: those of an equal key are handled one after the other. Null keeps no
    /// order among them.
    /// </summary>
    public OrderKeyReader? OrderKey { get; init; }
}
