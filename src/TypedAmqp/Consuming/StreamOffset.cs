namespace TypedAmqp;

/// <summary>A position in a stream from which to consume it (<c>x-stream-offset</c>).</summary>
public readonly record struct StreamOffset
{
    private readonly object? _value;

    private StreamOffset(object value) => _value = value;

    /// <summary>The oldest message that the stream still has.</summary>
    public static StreamOffset First { get; } = new("first");

    /// <summary>The last chunk that was written, and what comes after it.</summary>
    public static StreamOffset Last { get; } = new("last");

    /// <summary>What comes after the consumer began; also a default value.</summary>
    public static StreamOffset Next { get; } = new("next");

    /// <summary>What the broker is sent.</summary>
    internal object Value => _value ?? "next";

    /// <summary>The message of a number.</summary>
    /// <param name="offset">The number, counted from 0 for the first message that the stream ever had.</param>
    public static StreamOffset At(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new StreamOffset(offset);
    }

    /// <summary>The first chunk written at a time or later.</summary>
    /// <param name="time">The time; brokers count whole seconds.</param>
    public static StreamOffset From(DateTimeOffset time) => new(time);

    /// <inheritdoc/>
    public override string ToString() => Value is DateTimeOffset time ? time.ToString("O") : FormattableString.Invariant($"{Value}");
}
