using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Bindings and alternate exchanges in a closed topology: TAMQP304, 309, 312 and 313.</summary>
internal static class BindingReachChecks
{
    private const string Alternate = "alternate-exchange";

    public static DiagnosticDescriptor[] Rules { get; } =
        [ReachabilityRules.IncludedBinding, ReachabilityRules.NothingLeadsOn, ReachabilityRules.NoSuchAlternate, ReachabilityRules.AlternateDrops];

    public static void Run(ClosedCheck check)
    {
        CheckIncluded(check);
        if (check.Exchange is { External: false } exchange)
        {
            CheckExits(check, exchange);
            CheckAlternate(check, exchange);
        }
    }

    private static void CheckIncluded(ClosedCheck check)
    {
        foreach (var bound in check.Keys.GroupBy(static key => key.Source, SymbolEqualityComparer.Default))
        {
            if (check.View.Exchange((INamedTypeSymbol)bound.Key!, check.CancellationToken) is not { Kind: ExchangeKind.Topic } source)
            {
                continue;
            }

            var keys = bound.Select(static item => (item.Key, item.Expression, Pattern: BindingPattern.Topic(item.Key))).ToArray();
            for (int index = 0; index < keys.Length; index++)
            {
                // Of two equal ones the first stays.
                int other = Array.FindIndex(keys, key => !ReferenceEquals(key.Pattern, keys[index].Pattern)
                    && KeyAlgebra.FindUncovered(keys[index].Pattern, [key.Pattern], check.CancellationToken) is null
                    && (Array.IndexOf(keys, key) < index
                        || KeyAlgebra.FindUncovered(key.Pattern, [keys[index].Pattern], check.CancellationToken) is not null));
                // One that nothing matches is told of already.
                if (other >= 0 && check.Reachability.CanMatch(source, keys[index].Key))
                {
                    check.Report(
                        ReachabilityRules.IncludedBinding,
                        keys[index].Expression.GetLocation(),
                        Remedy.RemoveKey(keys[index].Expression),
                        keys[index].Key,
                        source.Name,
                        keys[other].Key);
                }
            }
        }
    }

    private static void CheckExits(ClosedCheck check, ExchangeModel exchange)
    {
        bool isDeadLetterTarget = check.Graph.Queues.Any(
            queue => queue.Declarations.Any(declaration => declaration.DeadLetter?.Target == exchange.Type.FullName));
        if (exchange.AlternateExchange is null
            && exchange.Arguments.All(static argument => argument.Name != Alternate)
            && exchange.Routes.Count == 0
            && !isDeadLetterTarget
            && check.Graph.FindExchange(exchange.Type.FullName) is { Edges.Count: 0 } node
            && node.Declarations.All(static declaration => !declaration.External && declaration.Routes.Count == 0))
        {
            check.Report(ReachabilityRules.NothingLeadsOn, check.Name(MetadataNames.Exchange), exchange.Name);
        }
    }

    private static void CheckAlternate(ClosedCheck check, ExchangeModel exchange)
    {
        if (exchange.AlternateExchange is not string alternate)
        {
            if (exchange.Arguments.FirstOrDefault(static given => given.Name == Alternate) is { Value.Length: > 0 } given
                && !ReachabilityNames.IsDeclared(check, given.Value))
            {
                check.Report(
                    ReachabilityRules.NoSuchAlternate, check.Value(Alternate), "'" + given.Value + "' is the name of no declared exchange",
                    "declare it, with External = true if somebody else does");
            }

            return;
        }

        if (check.Graph.FindExchange(alternate) is not ExchangeNode target)
        {
            return;
        }

        foreach (RouteModel route in exchange.Routes)
        {
            // Only what this exchange does not route goes there.
            if (check.Graph.FindUncovered(exchange, route.Key, check.CancellationToken) is string left
                && check.Reachability.CanReachQueue(exchange, route.Key)
                && check.Reachability.FindLost(target.First, KeyTemplate.Literal(left), check.CancellationToken) is not null)
            {
                check.Report(ReachabilityRules.AlternateDrops, check.Target(MetadataNames.AlternateExchange), target.First.Name, left, exchange.Name);
                return;
            }
        }
    }
}
