using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Whether everything that arrives has what an <c>[OrderBy]</c> names: TAMQP522.</summary>
internal static class OrderChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [UsageRules.NothingToOrderBy];

    public static void Run(DeclarationCheck check)
    {
        if (check.Queue is not QueueModel queue || check.Attribute(MetadataNames.OrderBy) is not AttributeReader attribute)
        {
            return;
        }

        (string Value, ExpressionSyntax Expression)[] written = [.. AttributeExpressions.Strings(attribute.Data, check.CancellationToken)];
        Location place = written.Length == 1
            ? written[0].Expression.GetLocation()
            : AttributeExpressions.Whole(attribute.Data, check.CancellationToken);
        string names = string.Join(" or ", queue.OrderBy.Select(static name => $"'{name}'"));
        foreach (ArrivalModel arrival in check.View.Graph(check.CancellationToken).ArrivalsIn(queue))
        {
            if (!queue.Ignored.Contains(arrival.Message.TypeName) && !queue.OrderBy.Any(arrival.Message.Properties.Contains))
            {
                string? meant = queue.OrderBy.Count == 1 ? NearestName.Find(queue.OrderBy[0], arrival.Message.Properties) : null;
                string remedy = meant is null ? $"name one that it has, as in nameof({arrival.Message.Name}.Id)" : $"did you mean '{meant}'?";
                check.Report(UsageRules.NothingToOrderBy, place, queue.Type.Name, arrival.Message.Name, names.Length == 0
                    ? "that is named"
                    : names, remedy);
                return;
            }
        }
    }
}
