using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Bindings, each with its source exchange: TAMQP209, 210, 310, 316 to 318, 320 and 321.</summary>
internal static class BindingShapeChecks
{
    private const string Redundant = "#.#";

    public static DiagnosticDescriptor[] Rules { get; } =
    [
        KeyRules.IgnoredKey, KeyRules.RedundantWildcard, BindingRules.Circle, BindingRules.UnknownMatch, BindingRules.AnyOfNothing,
        BindingRules.HeadersLeftOut,
        BindingRules.NoWeight, BindingRules.TransientSource,
    ];

    public static void Run(DeclarationCheck check)
    {
        foreach (AttributeReader binding in check.Attributes(MetadataNames.Binding))
        {
            if (binding.TypeArgument is INamedTypeSymbol type && check.View.Exchange(type, check.CancellationToken) is ExchangeModel source)
            {
                CheckKeys(check, binding, source);
                CheckSource(check, binding, source);
            }
        }

        foreach (AttributeReader binding in check.Attributes(MetadataNames.HeadersBinding))
        {
            CheckHeaders(check, binding);
            if (binding.TypeArgument is INamedTypeSymbol type && check.View.Exchange(type, check.CancellationToken) is ExchangeModel source)
            {
                CheckSource(check, binding, source);
            }
        }
    }

    private static void CheckKeys(DeclarationCheck check, AttributeReader binding, ExchangeModel source)
    {
        (string Key, ExpressionSyntax Expression)[] keys = [.. AttributeExpressions.Strings(binding.Data, check.CancellationToken)];
        foreach ((string key, ExpressionSyntax expression) in keys)
        {
            if (source.Kind is ExchangeKind.Fanout or ExchangeKind.Headers && key.Length > 0)
            {
                check.Report(
                    KeyRules.IgnoredKey, expression.GetLocation(), Remedy.ToProperties(Remedy.RemoveKey(expression, keepBinding: true)),
                    source.WireType, source.Name, key);
            }
            else if (source.Kind == ExchangeKind.Topic
                && ("." + key + ".").IndexOf("." + Redundant + ".", StringComparison.Ordinal) is int start and >= 0)
            {
                check.Report(KeyRules.RedundantWildcard, LiteralLocation.Of(expression, start, Redundant.Length), Remedy.Replace("#"), key);
            }
            else if (IsWeighted(source) && !IsWeight(key))
            {
                check.Report(BindingRules.NoWeight, expression.GetLocation(), "'" + key + "'", source.Name);
            }
        }

        if (keys.Length == 0 && IsWeighted(source) && !binding.Boolean("AtRunTime"))
        {
            check.Report(BindingRules.NoWeight, AttributeExpressions.Whole(binding.Data, check.CancellationToken), "The empty key", source.Name);
        }
    }

    private static bool IsWeighted(ExchangeModel source) => source.WireType == "x-consistent-hash" && !source.External;

    private static bool IsWeight(string key) => long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out long weight) && weight > 0;

    private static void CheckSource(DeclarationCheck check, AttributeReader binding, ExchangeModel source)
    {
        Location place = AttributeExpressions.TypeArgument(binding.Data, check.CancellationToken);
        bool isDurable = check.Queue is { External: false, Durable: true } || check.Exchange is { External: false, Durable: true };
        if (isDurable && source is { External: false, Durable: false })
        {
            check.Report(BindingRules.TransientSource, place, check.Symbol.Name, source.Name);
        }

        if (check.Exchange is ExchangeModel destination)
        {
            RoutingGraph graph = check.View.Graph(check.CancellationToken);
            ExchangeNode[]? circle = graph.FindExchange(destination.Type.FullName) is ExchangeNode start
                && graph.FindExchange(source.Type.FullName) is ExchangeNode end
                ? FindPath(start, end)
                : null;

            // A circle is said once, at its first exchange by name.
            if (circle is not null && !circle.Any(node => node.First.Type.AssemblyName == destination.Type.AssemblyName
                && string.CompareOrdinal(node.First.Type.FullName, destination.Type.FullName) < 0))
            {
                check.Report(BindingRules.Circle, place, string.Join(" --> ", circle.Append(circle[0]).Select(static node => node.First.Type.Name)));
            }
        }
    }

    /// <summary>The exchanges on a shortest way over bindings, both ends included.</summary>
    private static ExchangeNode[]? FindPath(ExchangeNode start, ExchangeNode end)
    {
        HashSet<ExchangeNode> seen = [start];
        Queue<ExchangeNode[]> open = new([[start]]);
        while (open.Count > 0)
        {
            ExchangeNode[] path = open.Dequeue();
            if (path[path.Length - 1] == end)
            {
                return path;
            }

            foreach (ExchangeNode next in path[path.Length - 1].Edges.Select(static edge => edge.Exchange).OfType<ExchangeNode>().Where(seen.Add))
            {
                open.Enqueue([.. path, next]);
            }
        }

        return null;
    }

    private static void CheckHeaders(DeclarationCheck check, AttributeReader binding)
    {
        (TypedConstant Value, ExpressionSyntax Expression)[] written = [.. AttributeExpressions.Of(binding.Data, check.CancellationToken)];
        (string Name, ExpressionSyntax Expression)[] names =
        [
            .. written.Where(static (_, index) => index % 2 == 0)
                .Where(static item => item.Value.Kind == TypedConstantKind.Primitive && item.Value.Value is string)
                .Select(static item => ((string)item.Value.Value!, item.Expression)),
        ];
        string? match = binding.Member("Matching");
        Location place = AttributeExpressions.Named(binding.Data, "Matching", check.CancellationToken)?.Parent?.GetLocation()
            ?? AttributeExpressions.Whole(binding.Data, check.CancellationToken);
        if (binding.Has("Matching") && match is null)
        {
            check.Report(
                BindingRules.UnknownMatch,
                place,
                Remedy.Set("Matching", "HeadersMatch.All"),
                "This value of Matching is none of HeadersMatch",
                "choose All, Any, AllWithX or AnyWithX");
        }

        foreach ((string name, ExpressionSyntax expression) in names)
        {
            if (name == "x-match")
            {
                check.Report(BindingRules.UnknownMatch, expression.GetLocation(), "'x-match' is no header to compare", "set Matching instead");
            }
            else if (name.StartsWith("x-", StringComparison.Ordinal) && match is not ("AllWithX" or "AnyWithX"))
            {
                check.Report(
                    BindingRules.HeadersLeftOut,
                    expression.GetLocation(),
                    Remedy.Set("Matching", "HeadersMatch." + (match == "Any" ? "Any" : "All") + "WithX"),
                    name);
            }
        }

        if (names.Length == 0 && match is "Any" or "AnyWithX")
        {
            check.Report(BindingRules.AnyOfNothing, place, check.Symbol.Name);
        }
    }
}
