using System.Globalization;

namespace TypedAmqp.Generators.Model;

/// <summary>How a queue's messages are tried again: a <c>[Retry]</c>.</summary>
/// <param name="Delays">How long a message waits before each further attempt, in milliseconds, one for each.</param>
internal sealed record RetryModel(EquatableArray<long> Delays)
{
    private static readonly (long Milliseconds, string Unit)[] Units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")];

    /// <summary>How many attempts there are in all.</summary>
    public int Attempts => Delays.Count + 1;

    /// <summary>The exchange that leads to the queues where messages wait, by the number of the attempt that they wait for.</summary>
    public static string ExchangeOf(string queue) => queue + ".retry";

    /// <summary>The exchange that leads back.</summary>
    public static string ReturnExchangeOf(string queue) => queue + ".retried";

    /// <summary>The queue where messages wait for a time, as <c>billing.retry.5s</c>.</summary>
    public static string WaitingQueueOf(string queue, long milliseconds) => $"{queue}.retry.{Text(milliseconds)}";

    /// <summary>Where messages go after the last attempt, unless the queue has a dead-letter exchange.</summary>
    public static string ParkedQueueOf(string queue) => queue + ".parked";

    /// <summary>A time in its greatest unit, as <c>90s</c>.</summary>
    private static string Text(long milliseconds)
    {
        foreach ((long length, string unit) in Units)
        {
            if (milliseconds >= length && milliseconds % length == 0)
            {
                return (milliseconds / length).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return milliseconds.ToString(CultureInfo.InvariantCulture) + "ms";
    }
}
