namespace TypedAmqp;

/// <summary>Declares a message contract and its name on the wire, which travels as the message property <c>type</c>.</summary>
/// <param name="name">The wire name, at most 255 octets of UTF-8, for example <c>order.placed</c>. It never follows from the type's name.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class MessageAttribute(string name) : Attribute
{
    /// <summary>The wire name without its version.</summary>
    public string Name { get; } = name;

    /// <summary>The contract's version. From 2 on the wire name ends in it, as in <c>order.placed.v2</c>. Default: 1.</summary>
    public int Version { get; set; } = 1;

    /// <summary>How the body is written. Default: <see cref="MessageFormat.Json"/>.</summary>
    public MessageFormat Format { get; set; }

    /// <summary>
    /// Whether brokers keep the message on disk in durable queues (delivery mode 2), where a route does not say otherwise. Default:
    /// <see langword="true"/>.
    /// </summary>
    public bool Persistent { get; set; } = true;

    /// <summary>The priority of the message, from 0, where a route does not say otherwise.</summary>
    public byte Priority { get; set; }

    /// <summary>How long the message lives in a queue, in milliseconds, where a route does not say otherwise.</summary>
    public long Expiration { get; set; }
}
