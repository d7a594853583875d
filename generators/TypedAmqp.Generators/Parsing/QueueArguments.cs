using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The arguments with which a queue is declared on the broker. What is not written is not sent.</summary>
internal static class QueueArguments
{
    /// <summary>The argument that says of which type a queue is.</summary>
    public const string Type = "x-queue-type";

    private static readonly (string Property, string Argument)[] Integers =
    [
        ("DeliveryLimit", "x-delivery-limit"),
        ("MessageTtl", "x-message-ttl"),
        ("Expires", "x-expires"),
        ("MaxLength", "x-max-length"),
        ("MaxLengthBytes", "x-max-length-bytes"),
        ("MaxPriority", "x-max-priority"),
        ("MaxInMemoryLength", "x-max-in-memory-length"),
        ("MaxInMemoryBytes", "x-max-in-memory-bytes"),
        ("ConsumerTimeout", "x-consumer-timeout"),
        ("TargetGroupSize", "x-quorum-target-group-size"),
        ("MaxSegmentBytes", "x-stream-max-segment-size-bytes"),
        ("FilterBytes", "x-stream-filter-size-bytes"),
        ("StorageVersion", "x-queue-version"),
    ];

    public static EquatableArray<ArgumentModel> Read(INamedTypeSymbol symbol, AttributeReader queue, QueueKind kind, DeadLetterModel? deadLetter) =>
        ArgumentValues.Normalise([.. OfQueue(queue, kind), .. OfDeadLetter(deadLetter), .. ArgumentValues.Read(symbol)]);

    private static IEnumerable<ArgumentModel> OfQueue(AttributeReader queue, QueueKind kind)
    {
        // Nothing for a classic queue: it is every broker's default, and programs elsewhere send none.
        if (kind != QueueKind.Classic)
        {
            yield return ArgumentValues.Text(Type, kind.ToString().ToLowerInvariant());
        }

        foreach ((string property, string argument) in Integers)
        {
            if (queue.Integer(property) is long value)
            {
                yield return ArgumentValues.Integer(argument, value);
            }
        }

        if (queue.Has("SingleActiveConsumer"))
        {
            yield return ArgumentValues.Boolean("x-single-active-consumer", queue.Boolean("SingleActiveConsumer"));
        }

        string? overflow = queue.Member("Overflow") switch
        {
            "DropHead" => "drop-head",
            "RejectPublish" => "reject-publish",
            "RejectPublishDeadLetter" => "reject-publish-dlx",
            _ => null,
        };
        if (overflow is not null)
        {
            yield return ArgumentValues.Text("x-overflow", overflow);
        }

        if (queue.Has("Lazy"))
        {
            yield return ArgumentValues.Text("x-queue-mode", queue.Boolean("Lazy") ? "lazy" : "default");
        }

        foreach (ArgumentModel argument in OfCluster(queue, kind))
        {
            yield return argument;
        }
    }

    private static IEnumerable<ArgumentModel> OfCluster(AttributeReader queue, QueueKind kind)
    {
        string? locator = queue.Member("LeaderLocator") switch
        {
            "ClientLocal" => "client-local",
            "Balanced" => "balanced",
            _ => null,
        };
        if (locator is not null)
        {
            yield return ArgumentValues.Text("x-queue-leader-locator", locator);
        }

        if (queue.Integer("InitialGroupSize") is long nodes)
        {
            yield return ArgumentValues.Integer(kind == QueueKind.Stream ? "x-initial-cluster-size" : "x-quorum-initial-group-size", nodes);
        }

        if (queue.Integer("MaxAge") is long milliseconds)
        {
            yield return ArgumentValues.Text("x-max-age", WholeSeconds(milliseconds));
        }
    }

    /// <summary>A time as streams take it: a whole number and a unit, the greatest that fits. What is less than a second is one.</summary>
    private static string WholeSeconds(long milliseconds)
    {
        long seconds = (milliseconds / 1000) + (milliseconds % 1000 > 0 ? 1 : 0);
        (long count, string unit) = seconds switch
        {
            not 0 when seconds % 86_400 == 0 => (seconds / 86_400, "D"),
            not 0 when seconds % 3_600 == 0 => (seconds / 3_600, "h"),
            not 0 when seconds % 60 == 0 => (seconds / 60, "m"),
            _ => (seconds, "s"),
        };
        return count.ToString(CultureInfo.InvariantCulture) + unit;
    }

    private static IEnumerable<ArgumentModel> OfDeadLetter(DeadLetterModel? deadLetter)
    {
        if (deadLetter?.Exchange is not string exchange)
        {
            yield break;
        }

        yield return ArgumentValues.Text("x-dead-letter-exchange", exchange);
        if (deadLetter.RoutingKey is string key)
        {
            yield return ArgumentValues.Text("x-dead-letter-routing-key", key);
        }

        if (deadLetter.AtLeastOnce)
        {
            yield return ArgumentValues.Text("x-dead-letter-strategy", "at-least-once");
        }
    }
}
