using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>What can be done about a key that bindings miss: bind a queue.</summary>
internal static class BindingRemedies
{
    /// <summary>So many queues are offered: those that are bound to the exchange already come first.</summary>
    private const int MostQueues = 3;

    /// <summary>A binding for each of the program's queues; none where keys do not decide, or no queue is written here.</summary>
    public static Remedy[] Of(TopologyView view, ExchangeModel exchange, KeyTemplate key, CancellationToken cancellationToken)
    {
        if (exchange.Kind is not (ExchangeKind.Topic or ExchangeKind.Direct or ExchangeKind.Fanout) || Key(exchange, key) is not string bound)
        {
            return [];
        }

        string arguments = exchange.Kind == ExchangeKind.Fanout ? "" : "(" + SymbolDisplay.FormatLiteral(bound, quote: true) + ")";
        string with = exchange.Kind == ExchangeKind.Fanout ? "" : $" with '{bound}'";
        return
        [
            .. view.Declarations(cancellationToken).Own.Queues
                .Where(queue => queue is { External: false, Purpose: not QueuePurpose.Delay }
                    && (queue.VirtualHost ?? "/") == (exchange.VirtualHost ?? "/"))
                .OrderByDescending(queue => queue.Bindings.Any(binding => binding.Exchange == exchange.Type.FullName))
                .Take(MostQueues)
                .Select(queue => new Remedy(
                    RemedyKind.AddAttribute,
                    $"Bind '{queue.Type.Name}' to '{exchange.Type.Name}'{with}",
                    Text: $"Binding<{exchange.Type.FullName}>{arguments}",
                    Target: queue.Type.FullName)),
        ];
    }

    /// <summary>What a person can do, as a sentence without its full stop.</summary>
    public static string Advice(ExchangeModel exchange, RouteModel route)
    {
        if (route.Key.Text.Length == 0 && exchange.Kind is ExchangeKind.Topic or ExchangeKind.Direct)
        {
            return $"Write a key, as in [Publishes<{route.Message.Name}>(\"...\")], and bind a queue with it";
        }

        return "Bind a queue" + exchange.Kind switch
        {
            ExchangeKind.Topic => $" with a key such as '{TemplateWords.BindingKey(route.Key)}'",
            ExchangeKind.Direct => $" with the key '{route.Key.Text}'",
            _ => "",
        };
    }

    private static string? Key(ExchangeModel exchange, KeyTemplate key) => key.Text.Length == 0
        ? exchange.Kind == ExchangeKind.Fanout ? "" : null
        : exchange.Kind == ExchangeKind.Topic ? TemplateWords.BindingKey(key) : key.Constant;
}
