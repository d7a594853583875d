namespace TypedAmqp;

/// <summary>Times as attributes can hold them, in milliseconds: <c>2 * Duration.Hour</c>.</summary>
public static class Duration
{
    /// <summary>One millisecond.</summary>
    public const long Millisecond = 1;

    /// <summary>One second, in milliseconds.</summary>
    public const long Second = 1000 * Millisecond;

    /// <summary>One minute, in milliseconds.</summary>
    public const long Minute = 60 * Second;

    /// <summary>One hour, in milliseconds.</summary>
    public const long Hour = 60 * Minute;

    /// <summary>One day, in milliseconds.</summary>
    public const long Day = 24 * Hour;
}
