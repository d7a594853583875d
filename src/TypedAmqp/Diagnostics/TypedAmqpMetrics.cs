using System.Diagnostics.Metrics;

namespace TypedAmqp.Diagnostics;

/// <summary>
/// The instruments of the meter <c>TypedAmqp</c>: those of the semantic conventions for messaging, and what goes wrong and would otherwise go unseen.
/// </summary>
internal static class TypedAmqpMetrics
{
    private static readonly Meter Meter = new(TypedAmqpTelemetry.Name);

    // What the conventions advise for both durations, in seconds.
    private static readonly InstrumentAdvice<double> Boundaries = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    /// <summary>How long publishes and calls take.</summary>
    public static readonly Histogram<double> OperationDuration = Meter.CreateHistogram(
        "messaging.client.operation.duration", "s", "Duration of a publish up to its confirm, or of a call up to its reply.", tags: null, Boundaries);

    /// <summary>How long handlers take.</summary>
    public static readonly Histogram<double> ProcessDuration = Meter.CreateHistogram(
        "messaging.process.duration", "s", "Duration of the handling of a delivery.", tags: null, Boundaries);

    /// <summary>Messages that were published, requests included.</summary>
    public static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Messages that were published.");

    /// <summary>Messages that came, requests included.</summary>
    public static readonly Counter<long> Consumed = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages that were delivered to handlers.");

    /// <summary>Deliveries that are none of the contracts that can arrive in their queue; tagged with the queue.</summary>
    public static readonly Counter<long> Undecodable = Meter.CreateCounter<long>("typedamqp.consumer.undecodable", "{message}");

    /// <summary>Deliveries whose handler threw; tagged with the queue.</summary>
    public static readonly Counter<long> Failed = Meter.CreateCounter<long>("typedamqp.consumer.failed", "{message}");

    /// <summary>Handlers that took longer than their subscription allows; tagged with the queue.</summary>
    public static readonly Counter<long> Overdue = Meter.CreateCounter<long>("typedamqp.consumer.overdue", "{message}");

    /// <summary>RPC replies for which nobody waits (any more).</summary>
    public static readonly Counter<long> UnknownReplies = Meter.CreateCounter<long>("typedamqp.rpc.unknown_replies", "{message}");

    /// <summary>Counts one more in a queue, which is tagged as in the instruments of the conventions.</summary>
    public static void Count(this Counter<long> counter, string queue) =>
        counter.Add(1, new KeyValuePair<string, object?>(MessagingTags.DestinationTemplate, queue));
}
