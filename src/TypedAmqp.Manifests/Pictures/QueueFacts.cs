using System.Globalization;

namespace TypedAmqp.Manifests;

/// <summary>A queue's settings in a few words, for pictures.</summary>
internal static class QueueFacts
{
    private static readonly (long Milliseconds, string Unit)[] Units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s")];

    public static string? DeadLetterKey(QueueDescriptor queue) =>
        queue.Arguments.FirstOrDefault(static argument => argument.Key == "x-dead-letter-routing-key").Value as string;

    public static IEnumerable<string> Of(QueueDescriptor queue)
    {
        string kind = string.Join(" · ", Kind(queue));
        if (kind.Length > 0)
        {
            yield return kind;
        }

        string settings = string.Join(" · ", queue.Arguments.Select(Setting).OfType<string>());
        if (settings.Length > 0)
        {
            yield return settings;
        }
    }

    private static IEnumerable<string> Kind(QueueDescriptor queue)
    {
        if (queue.Type != QueueType.Classic)
        {
            yield return queue.Type == QueueType.Quorum ? "quorum" : "stream";
        }

        if (queue.IsServerNamed)
        {
            yield return "named by the broker";
        }

        if (queue.Exclusive)
        {
            yield return "exclusive";
        }
        else if (!queue.Durable)
        {
            yield return "transient";
        }

        if (queue.AutoDelete)
        {
            yield return "auto-delete";
        }

        if (queue.External)
        {
            yield return "external";
        }

        if (queue.Purpose != QueuePurpose.Consumed)
        {
            yield return queue.Purpose == QueuePurpose.Delay ? "waiting" : "inspected";
        }

        if (queue.Retry is { } retry)
        {
            yield return $"{retry.Attempts} attempts";
        }
    }

    private static string? Setting(KeyValuePair<string, object> argument) => (argument.Key, argument.Value) switch
    {
        ("x-queue-type" or "x-dead-letter-exchange" or "x-dead-letter-routing-key", _) => null,
        ("x-message-ttl", long time) => "ttl " + Time(time),
        ("x-expires", long time) => "expires after " + Time(time),
        ("x-consumer-timeout", long time) => "consumer timeout " + Time(time),
        ("x-delivery-limit", long limit) => $"delivery limit {limit}",
        ("x-max-length", long length) => $"at most {length.ToString("N0", CultureInfo.InvariantCulture)}",
        ("x-max-length-bytes", long octets) => $"at most {octets.ToString("N0", CultureInfo.InvariantCulture)} octets",
        ("x-max-priority", long priority) => $"priorities to {priority}",
        ("x-overflow", string overflow) => overflow,
        ("x-single-active-consumer", true) => "single active consumer",
        (string name, object value) => $"{(name.StartsWith("x-", StringComparison.Ordinal) ? name[2..] : name)} {ArgumentText.Of(value)}",
    };

    public static string Time(long milliseconds)
    {
        (long length, string unit) = Units.FirstOrDefault(
            candidate => milliseconds >= candidate.Milliseconds && milliseconds % candidate.Milliseconds == 0, (1, "ms"));
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / length} {unit}");
    }
}
