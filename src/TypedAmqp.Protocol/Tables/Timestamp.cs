namespace TypedAmqp.Protocol;

/// <summary>Times on the wire: whole seconds since 1970 in 64 bits (section 4.2.5.4 of the specification).</summary>
internal static class Timestamp
{
    private static readonly ulong MaxSeconds = (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static DateTimeOffset FromSeconds(ulong seconds) =>
        seconds > MaxSeconds ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeSeconds((long)seconds);

    public static ulong ToSeconds(DateTimeOffset time) => time >= DateTimeOffset.UnixEpoch
        ? (ulong)time.ToUnixTimeSeconds()
        : throw new ArgumentException($"{time:O} is before 1970, which a timestamp cannot say.");
}
