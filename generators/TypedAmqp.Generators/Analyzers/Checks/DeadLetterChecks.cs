using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Where dead letters end, in a closed topology: TAMQP401, 402, 405 and 406.</summary>
internal static class DeadLetterChecks
{
    private const string ByDeadLetter = " --dead letter--> ";

    public static DiagnosticDescriptor[] Rules { get; } =
        [DeadLetterRules.NoSuchExchange, DeadLetterRules.LeadsNowhere, DeadLetterRules.OwnKeyMisses, DeadLetterRules.LostInTheEnd];

    public static void Run(ClosedCheck check)
    {
        if (check.Queue is not { External: false } queue)
        {
            return;
        }

        CheckNamedExchange(check, queue);
        CheckTarget(check, queue);
        CheckEnd(check, queue);
    }

    private static void CheckNamedExchange(ClosedCheck check, QueueModel queue)
    {
        const string argument = "x-dead-letter-exchange";
        if (queue.DeadLetter is null && queue.Retry is null
            && queue.Arguments.FirstOrDefault(static given => given.Name == argument) is { Value.Length: > 0 } given
            && !ReachabilityNames.IsDeclared(check, given.Value))
        {
            check.Report(
                DeadLetterRules.NoSuchExchange,
                check.Value(argument),
                "'" + given.Value + "' is the name of no declared exchange",
                "declare it, with External = true if somebody else does");
        }
    }

    private static void CheckTarget(ClosedCheck check, QueueModel queue)
    {
        if (queue.DeadLetter is not { Exchange.Length: > 0 } deadLetter || check.Graph.FindExchange(deadLetter.Target) is not ExchangeNode target)
        {
            return;
        }

        if (deadLetter.RoutingKey is string key)
        {
            if (!check.Reachability.CanReachQueue(target.First, KeyTemplate.Literal(key)))
            {
                check.Report(
                    DeadLetterRules.LeadsNowhere,
                    check.Argument(MetadataNames.DeadLetter, "RoutingKey"),
                    BoundKey(target, key),
                    queue.Type.Name,
                    target.First.Name,
                    "under '" + key + "'",
                    "with that key");
            }

            return;
        }

        KeyTemplate[] keys = [.. check.Graph.ArrivalsIn(queue).SelectMany(static arrival => arrival.Keys).Distinct()];
        if (target.Edges.Count == 0 && !check.Reachability.CanReachQueue(target.First, KeyTemplate.Literal("")))
        {
            check.Report(
                DeadLetterRules.LeadsNowhere,
                check.Target(MetadataNames.DeadLetter),
                [],
                queue.Type.Name,
                target.First.Name,
                "under any key",
                "to it");
            return;
        }

        foreach (KeyTemplate own in keys)
        {
            string? lost = check.Reachability.CanReachQueue(target.First, own)
                ? check.Reachability.FindLost(target.First, own, check.CancellationToken)
                : own.Text;
            if (lost is not null)
            {
                check.Report(
                    DeadLetterRules.OwnKeyMisses,
                    check.Target(MetadataNames.DeadLetter),
                    BoundKey(target, lost),
                    queue.Type.Name,
                    target.First.Name,
                    lost);
                return;
            }
        }
    }

    /// <summary>A key that something is bound with there: the one most like the key in question, or the first.</summary>
    private static Remedy[] BoundKey(ExchangeNode target, string key)
    {
        string[] bound =
            [.. target.Edges.Select(static edge => edge.Label).Where(static label => label.Length > 0 && label.IndexOfAny(['*', '#', '(']) < 0)];
        string? nearest = NearestName.Find(key, bound) ?? bound.FirstOrDefault();
        return nearest is null ? [] : [Remedy.Set("RoutingKey", SymbolDisplay.FormatLiteral(nearest, quote: true))];
    }

    /// <summary>A queue in which only dead letters arrive is where they are looked after: what leaves it by itself is lost for good.</summary>
    private static void CheckEnd(ClosedCheck check, QueueModel queue)
    {
        ArgumentModel? limit = queue.Arguments.FirstOrDefault(
            static argument => argument.Name is "x-message-ttl" or "x-max-length" or "x-max-length-bytes" or "x-expires");
        if (limit is null
            || queue.Purpose == QueuePurpose.Delay
            || queue.Kind == QueueKind.Stream
            || queue.Arguments.Any(static argument => argument.Name == "x-dead-letter-exchange"))
        {
            return;
        }

        EquatableArray<ArrivalModel> arrivals = check.Graph.ArrivalsIn(queue);
        if (arrivals.Count > 0 && arrivals.All(static arrival => arrival.Routes.All(static route => route.Contains(ByDeadLetter))))
        {
            check.Report(
                DeadLetterRules.LostInTheEnd, check.Argument(MetadataNames.Queue, ArgumentPlace.PropertyOf(limit.Name)), queue.Type.Name,
                limit.Name + " = " + limit.Value);
        }
    }
}
