using System.Collections.Immutable;

namespace TypedAmqp;

/// <summary>A queue as it is declared on the broker (<c>queue.declare</c>).</summary>
/// <param name="Name">Its name; empty when the broker chooses one.</param>
public sealed record QueueDescriptor(string Name)
{
    /// <summary>How the broker keeps it.</summary>
    public QueueType Type { get; init; }

    /// <summary>Whether it survives a restart of the broker.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Whether only the connection that declared it may use it.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether it is deleted with its last consumer.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>Whether somebody else declares it.</summary>
    public bool External { get; init; }

    /// <summary>The class that declares it; null where none does.</summary>
    public Type? Declaration { get; init; }

    /// <summary>What it is for.</summary>
    public QueuePurpose Purpose { get; init; }

    /// <summary>
    /// Its arguments, sorted by name: values are <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> or <see cref="double"/>.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, object>> Arguments { get; init; } = [];

    /// <summary>Its bindings, which follow each declaration of a queue that the broker names.</summary>
    public ImmutableArray<BindingDescriptor> Bindings { get; init; } = [];

    /// <summary>How messages whose handler throws are tried again; null when they are not.</summary>
    public RetryDescriptor? Retry { get; init; }

    /// <summary>Whether the broker chooses its name.</summary>
    public bool IsServerNamed => Name.Length == 0;

    /// <summary>How long a message lives in it (<c>x-message-ttl</c>).</summary>
    public TimeSpan? MessageTtl => Time("x-message-ttl");

    /// <summary>After how long without use it is deleted (<c>x-expires</c>).</summary>
    public TimeSpan? Expires => Time("x-expires");

    /// <summary>How often a message may be delivered again (<c>x-delivery-limit</c>).</summary>
    public long? DeliveryLimit => Arguments.Find("x-delivery-limit") as long?;

    /// <summary>Where its dead letters go (<c>x-dead-letter-exchange</c>).</summary>
    public string? DeadLetterExchange => Arguments.Find("x-dead-letter-exchange") as string;

    private TimeSpan? Time(string argument) => Arguments.Find(argument) is long milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
