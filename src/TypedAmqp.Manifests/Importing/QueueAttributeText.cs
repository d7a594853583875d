using System.Globalization;

namespace TypedAmqp.Manifests;

/// <summary>A queue's arguments as properties of its attribute; what has none is an <c>[Argument]</c>.</summary>
internal static class QueueAttributeText
{
    private static readonly Dictionary<string, string> Integers = new()
    {
        ["x-delivery-limit"] = "DeliveryLimit",
        ["x-max-priority"] = "MaxPriority",
        ["x-quorum-target-group-size"] = "TargetGroupSize",
        ["x-stream-filter-size-bytes"] = "FilterBytes",
        ["x-queue-version"] = "StorageVersion",
    };

    private static readonly Dictionary<string, string> Longs = new()
    {
        ["x-max-length"] = "MaxLength",
        ["x-max-length-bytes"] = "MaxLengthBytes",
        ["x-max-in-memory-length"] = "MaxInMemoryLength",
        ["x-max-in-memory-bytes"] = "MaxInMemoryBytes",
        ["x-stream-max-segment-size-bytes"] = "MaxSegmentBytes",
    };

    private static readonly Dictionary<string, string> Times = new()
    {
        ["x-message-ttl"] = "MessageTtl",
        ["x-expires"] = "Expires",
        ["x-consumer-timeout"] = "ConsumerTimeout",
    };

    /// <returns>The property with its value; null where there is none that becomes this very argument.</returns>
    public static string? Property(QueueType type, string name, object value) => (name, value) switch
    {
        (_, long and >= int.MinValue and <= int.MaxValue) when Integers.TryGetValue(name, out string? property) =>
            $"{property} = {CSharpText.Of(value)}",
        (_, long) when Longs.TryGetValue(name, out string? property) => $"{property} = {CSharpText.Of(value)}",
        (_, long time) when Times.TryGetValue(name, out string? property) => $"{property} = {CSharpText.Time(time)}",
        ("x-single-active-consumer", bool) => $"SingleActiveConsumer = {CSharpText.Of(value)}",
        ("x-overflow", "drop-head") => "Overflow = QueueOverflow.DropHead",
        ("x-overflow", "reject-publish") => "Overflow = QueueOverflow.RejectPublish",
        ("x-overflow", "reject-publish-dlx") => "Overflow = QueueOverflow.RejectPublishDeadLetter",
        ("x-queue-mode", "lazy") => "Lazy = true",
        ("x-queue-mode", "default") => "Lazy = false",
        ("x-queue-leader-locator", "client-local") => "LeaderLocator = QueueLeaderLocator.ClientLocal",
        ("x-queue-leader-locator", "balanced") => "LeaderLocator = QueueLeaderLocator.Balanced",
        ("x-quorum-initial-group-size", long and <= int.MaxValue) when type != QueueType.Stream => $"InitialGroupSize = {CSharpText.Of(value)}",
        ("x-initial-cluster-size", long and <= int.MaxValue) when type == QueueType.Stream => $"InitialGroupSize = {CSharpText.Of(value)}",
        ("x-max-age", string age) when MaxAge(age) is long milliseconds => $"MaxAge = {CSharpText.Time(milliseconds)}",
        _ => null,
    };

    /// <summary>Milliseconds, where the greatest unit that fits gives the same text again.</summary>
    private static long? MaxAge(string age)
    {
        (long seconds, long next) = age.LastOrDefault() switch
        {
            'D' => (86_400, long.MaxValue),
            'h' => (3600, 24),
            'm' => (60, 60),
            's' => (1, 60),
            _ => (0L, 1L),
        };
        return seconds > 0
            && long.TryParse(age.AsSpan(0, age.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && count is > 0 and < 1_000_000
            && count % next != 0
            ? count * seconds * 1000
            : null;
    }
}
