using System.Diagnostics.Metrics;

namespace TypedAmqp.Diagnostics;

/// <summary>The instruments of the meter <c>TypedAmqp</c>: what goes wrong and would otherwise go unseen.</summary>
internal static class TypedAmqpMetrics
{
    private static readonly Meter Meter = new("TypedAmqp");

    /// <summary>Deliveries that are none of the contracts that can arrive in their queue; tagged <c>queue</c>.</summary>
    public static readonly Counter<long> Undecodable = Meter.CreateCounter<long>("typedamqp.consumer.undecodable", "{message}");

    /// <summary>Deliveries whose handler threw; tagged <c>queue</c>.</summary>
    public static readonly Counter<long> Failed = Meter.CreateCounter<long>("typedamqp.consumer.failed", "{message}");

    /// <summary>Handlers that took longer than their subscription allows; tagged <c>queue</c>.</summary>
    public static readonly Counter<long> Overdue = Meter.CreateCounter<long>("typedamqp.consumer.overdue", "{message}");

    /// <summary>RPC replies for which nobody waits (any more).</summary>
    public static readonly Counter<long> UnknownReplies = Meter.CreateCounter<long>("typedamqp.rpc.unknown_replies", "{message}");
}
