using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Dead letters that come back to where they died: TAMQP403 and 404. A circle is said once, at its first queue by name.</summary>
internal static class DeadLetterCircleChecks
{
    private const string DeadLetterExchange = "x-dead-letter-exchange";

    public static DiagnosticDescriptor[] Rules { get; } = [DeadLetterRules.DroppedCircle, DeadLetterRules.EndlessCircle];

    public static void Run(DeclarationCheck check)
    {
        if (check.Queue is not { External: false, Retry: null } queue
            || (queue.DeadLetter is null && queue.Arguments.All(static argument => argument.Name != DeadLetterExchange)))
        {
            return;
        }

        RoutingGraph graph = check.View.Graph(check.CancellationToken);
        if (graph.FindQueue(queue.Type.FullName) is not QueueNode start || DeadLetterPaths.FindCircle(graph, start) is not { } circle)
        {
            return;
        }

        string[] own = [.. circle.Select(static node => node.First.Type)
            .Where(type => type.AssemblyName == queue.Type.AssemblyName)
            .Select(static type => type.FullName)];
        if (own.Any(other => string.CompareOrdinal(other, queue.Type.FullName) < 0))
        {
            return;
        }

        string path = string.Join(" --dead letter--> ", circle.Concat([start]).Select(static node => node.First.Type.Name));
        bool isRejected = circle.Any(
            static node => node.Declarations.Any(static declaration => declaration.Purpose == QueuePurpose.Consumed || declaration.External));
        check.Report(
            isRejected ? DeadLetterRules.EndlessCircle : DeadLetterRules.DroppedCircle,
            check.Attribute(MetadataNames.DeadLetter) is AttributeReader attribute
                ? AttributeExpressions.TypeArgument(attribute.Data, check.CancellationToken)
                : ArgumentPlace.Of(check, DeadLetterExchange).Location,
            path);
    }
}
