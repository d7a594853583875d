using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>How messages are published, beside the queues that they come to: TAMQP311, 314, 409, 501 and 519.</summary>
internal static class PublishingChecks
{
    public static DiagnosticDescriptor[] Rules { get; } =
        [BindingRules.PublishesToInternal, BindingRules.NeverReturned, DeadLetterRules.ExpiresLate, UsageRules.PersistenceMismatch,
            UsageRules.PriorityOutOfRange];

    public static void Run(DeclarationCheck check)
    {
        foreach (AttributeReader publishes in check.Attributes(MetadataNames.Publishes))
        {
            if (check.Exchange is ExchangeModel exchange)
            {
                CheckExchange(check, publishes, exchange);
                if (HasOptions(publishes))
                {
                    RoutingGraph graph = check.View.Graph(check.CancellationToken);
                    KeyTemplate key = ExchangeParser.Route(publishes).Key;
                    CheckOptions(check, publishes, graph.FindExchange(exchange.Type.FullName) is ExchangeNode node ? graph.Reach(node, key) : []);
                }
            }
        }

        foreach (AttributeReader sends in check.Attributes(MetadataNames.Sends))
        {
            if (HasOptions(sends)
                && check.Queue is QueueModel queue
                && check.View.Graph(check.CancellationToken).FindQueue(queue.Type.FullName) is QueueNode node)
            {
                CheckOptions(check, sends, [node]);
            }
        }
    }

    private static bool HasOptions(AttributeReader route) => route.Has("Persistent") || route.Has("Priority") || route.Has("Expiration");

    private static void CheckExchange(DeclarationCheck check, AttributeReader publishes, ExchangeModel exchange)
    {
        if (exchange.Internal)
        {
            check.Report(BindingRules.PublishesToInternal, AttributeExpressions.Whole(publishes.Data, check.CancellationToken), exchange.Name);
        }

        if (exchange.AlternateExchange is not null && publishes.Has("Mandatory") && publishes.Boolean("Mandatory"))
        {
            check.Report(BindingRules.NeverReturned, Place(check, publishes, "Mandatory"), exchange.Name);
        }
    }

    private static void CheckOptions(DeclarationCheck check, AttributeReader route, IReadOnlyCollection<QueueNode> reached)
    {
        if (reached.Count == 0 || reached.Any(static node => node.Declarations.Any(static declaration => declaration.External)))
        {
            return;
        }

        QueueModel[] queues = [.. reached.Select(static node => node.First).OrderBy(static queue => queue.Type.FullName, StringComparer.Ordinal)];
        CheckPersistence(check, route, queues);
        CheckPriority(check, route, queues);
        if (route.Has("Expiration") && queues.FirstOrDefault(static queue => queue.Kind == QueueKind.Classic) is QueueModel classic)
        {
            check.Report(DeadLetterRules.ExpiresLate, Place(check, route, "Expiration"), classic.Type.Name);
        }
    }

    private static void CheckPersistence(DeclarationCheck check, AttributeReader route, QueueModel[] queues)
    {
        if (!route.Has("Persistent"))
        {
            return;
        }

        if (!route.Boolean("Persistent")
            && queues.FirstOrDefault(static queue => queue is { Durable: true, Kind: QueueKind.Classic }) is QueueModel durable)
        {
            Location place = Place(check, route, "Persistent");
            check.Report(
                UsageRules.PersistenceMismatch,
                place,
                Remedy.Set("Persistent", "true"),
                "'" + durable.Type.Name + "' survives a restart of the broker and these messages in it do not",
                "make them persistent");
        }
        else if (route.Boolean("Persistent") && queues.All(static queue => !queue.Durable))
        {
            Location place = Place(check, route, "Persistent");
            check.Report(
                UsageRules.PersistenceMismatch,
                place,
                Remedy.RemoveArgument("'Persistent = true'"),
                "Persistent messages are lost with '" + queues[0].Type.Name + "', which is not durable",
                "make the queue durable");
        }
    }

    private static void CheckPriority(DeclarationCheck check, AttributeReader route, QueueModel[] queues)
    {
        if (route.Integer("Priority") is not long priority || priority == 0)
        {
            return;
        }

        foreach (QueueModel queue in queues)
        {
            string? range = queue.Arguments.FirstOrDefault(static argument => argument.Name == "x-max-priority")?.Value;
            string? fault = range is null
                ? (queue.Kind == QueueKind.Classic && queues.Length == 1 ? "has no priorities, and it is ignored" : null)
                : long.TryParse(range, out long greatest) && greatest < priority ? "tells 0 to " + range + " apart, and it counts as " + range : null;
            if (fault is not null)
            {
                check.Report(UsageRules.PriorityOutOfRange, Place(check, route, "Priority"), priority, queue.Type.Name, fault);
                return;
            }
        }
    }

    private static Location Place(DeclarationCheck check, AttributeReader attribute, string property) =>
        AttributeExpressions.Named(attribute.Data, property, check.CancellationToken)?.Parent?.GetLocation()
        ?? AttributeExpressions.Whole(attribute.Data, check.CancellationToken);
}
