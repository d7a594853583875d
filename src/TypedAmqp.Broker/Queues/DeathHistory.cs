using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The <c>x-death</c> header: one entry for each queue and reason that a message died in and of, the latest death first, as RabbitMQ keeps it.
/// </summary>
internal sealed class DeathHistory
{
    private const string Header = "x-death";
    private const string FirstDeath = "x-first-death-";

    private readonly List<object?> _deaths;

    private DeathHistory(List<object?> deaths) => _deaths = deaths;

    /// <summary>Enters a death into the headers of a message.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="queue">The queue in which it died.</param>
    /// <param name="reason">Of what.</param>
    /// <param name="message">The message.</param>
    /// <param name="expiration">Its own expiration, or null.</param>
    /// <param name="now">When.</param>
    public static DeathHistory Add(
        FieldTable headers, string queue, string reason, in MessageOctets message, string? expiration, DateTimeOffset now)
    {
        bool isFirst = !headers.TryGetValue(Header, out object? before);
        List<object?> deaths = before is IReadOnlyList<object?> known ? [.. known] : [];
        int index = deaths.FindIndex(death => death is FieldTable entry && Is(entry, "queue", queue) && Is(entry, "reason", reason));
        FieldTable latest;
        if (index >= 0)
        {
            latest = (FieldTable)deaths[index]!;
            latest["count"] = FieldText.TryGetInteger(latest.GetValueOrDefault("count"), out long count) ? count + 1 : 1L;
            deaths.RemoveAt(index);
        }
        else
        {
            latest = new FieldTable
            {
                ["count"] = 1L,
                ["reason"] = reason,
                ["queue"] = queue,
                ["time"] = now,
                ["exchange"] = new ShortString(message.Exchange).ToString(),
                ["routing-keys"] = new List<object?> { new ShortString(message.RoutingKey).ToString() },
            };
            if (expiration is not null)
            {
                latest.Add("original-expiration", expiration);
            }
        }

        deaths.Insert(0, latest);
        headers[Header] = deaths;
        if (isFirst)
        {
            headers[FirstDeath + "reason"] = reason;
            headers[FirstDeath + "queue"] = queue;
            headers[FirstDeath + "exchange"] = latest["exchange"];
        }

        return new DeathHistory(deaths);
    }

    /// <summary>
    /// Whether the message died in this queue before and came back with nobody having rejected it since: it would go round for ever, and is dropped instead.
    /// </summary>
    public bool IsCycle(string queue)
    {
        foreach (object? death in _deaths)
        {
            if (death is not FieldTable entry || Is(entry, "reason", DeadLetterReason.Rejected))
            {
                return false;
            }

            if (Is(entry, "queue", queue))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(FieldTable entry, string name, string value) => entry.GetValueOrDefault(name) is string given && given == value;
}
