namespace TypedAmqp.Broker;

/// <summary>
/// A message as it was published, untouched: the parts that a delivery repeats octet by octet. A view; it lives as long as the memory that it looks
/// at.
/// </summary>
internal readonly ref struct MessageOctets
{
    /// <summary>
    /// Exchange and routing key, each a short string with its length before it, as they stand in basic.publish and in basic.deliver.
    /// </summary>
    public required ReadOnlySpan<byte> Address { get; init; }

    /// <summary>Property flags and property list of the content header.</summary>
    public required ReadOnlySpan<byte> Properties { get; init; }

    public required ReadOnlySpan<byte> Body { get; init; }

    /// <summary>The owner of the octets where they are shared between queues instead of copied; else null.</summary>
    public SharedMessage? Shared { get; init; }

    /// <summary>When the message dies, in milliseconds of the broker's clock; <see cref="long.MaxValue"/>: never.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>What its queue wrote on it, where <see cref="Flags"/> say that it did.</summary>
    public MessageStamp Stamp { get; init; }

    public EntryFlags Flags { get; init; }

    /// <summary>The properties as those see them who receive the message.</summary>
    public ReadOnlySpan<byte> VisibleProperties => (Flags & EntryFlags.Blind) == 0 ? Properties : SenderKeys.WithoutBlind(Properties);

    public ReadOnlySpan<byte> Exchange => Address.Slice(1, Address[0]);

    public ReadOnlySpan<byte> RoutingKey => Address[(Address[0] + 2)..];
}
