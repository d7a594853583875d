using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The arguments with which a queue is declared on the broker. What is not written is not sent.</summary>
internal static class QueueArguments
{
    private static readonly (string Property, string Argument)[] Integers =
    [
        ("DeliveryLimit", "x-delivery-limit"),
        ("MessageTtl", "x-message-ttl"),
        ("Expires", "x-expires"),
        ("MaxLength", "x-max-length"),
        ("MaxLengthBytes", "x-max-length-bytes"),
        ("MaxPriority", "x-max-priority"),
    ];

    public static EquatableArray<ArgumentModel> Read(INamedTypeSymbol symbol, AttributeReader queue, QueueKind kind, DeadLetterModel? deadLetter) =>
        ArgumentValues.Normalise([.. OfQueue(queue, kind), .. OfDeadLetter(deadLetter), .. ArgumentValues.Read(symbol)]);

    private static IEnumerable<ArgumentModel> OfQueue(AttributeReader queue, QueueKind kind)
    {
        // Nothing for a classic queue: it is every broker's default, and programs elsewhere send none.
        if (kind != QueueKind.Classic)
        {
            yield return ArgumentValues.Text("x-queue-type", kind.ToString().ToLowerInvariant());
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
