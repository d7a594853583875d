using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>
/// What arrives in the queue of a referenced assembly and is unknown there, in a closed topology: TAMQP322. Who publishes it here is told at the
/// publish, else it is told where the topology is called closed.
/// </summary>
internal static class UnseenArrivalChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [ReachabilityRules.NotSeenByQueue];

    public static void Run(ClosedCheck check)
    {
        Declarations declarations = check.View.Declarations(check.CancellationToken);
        if (check.IsOwn)
        {
            foreach (QueueModel queue in declarations.Referenced.Queues)
            {
                foreach (ArrivalModel arrival in Unseen(check, queue))
                {
                    if (check.Exchange?.Routes.Any(route => route.Message.TypeName == arrival.Message.TypeName) == true
                        || check.Queue?.Sends.Any(send => send.Message.TypeName == arrival.Message.TypeName) == true)
                    {
                        Report(check, check.Publish(arrival.Message.TypeName), queue, arrival, check.Exchange?.Type ?? check.Queue!.Type);
                    }
                }
            }
        }
        else if (check.Queue is QueueModel queue)
        {
            foreach (ArrivalModel arrival in Unseen(check, queue))
            {
                if (Publisher(declarations.Own, arrival) is null && Publisher(declarations.Referenced, arrival) is TypeModel publisher)
                {
                    Report(check, check.Name(MetadataNames.Queue), queue, arrival, publisher);
                }
            }
        }
    }

    /// <summary>
    /// What arrives and is neither a method of the queue's <c>IConsumer</c> nor ignored by the queue. A raw handler takes everything.
    /// </summary>
    private static IEnumerable<ArrivalModel> Unseen(ClosedCheck check, QueueModel queue)
    {
        string consumerName = queue.Type.FullName + "." + HandlerParser.Interface;
        bool isTyped = check.Consumers.Of(consumerName).Any();
        if (queue.Purpose != QueuePurpose.Consumed
            || (!isTyped && (queue.External || check.Consumers.Of(queue.Type.FullName).Any()))
            || check.View.Find(consumerName) is not INamedTypeSymbol consumer)
        {
            return [];
        }

        HashSet<string> seen = [.. consumer.GetMembers(HandlerParser.Method).OfType<IMethodSymbol>()
            .Select(HandlerParser.ContractOf)
            .OfType<ITypeSymbol>()
            .Select(static contract => contract.EmittedName())];
        return check.Graph.ArrivalsIn(queue)
            .Where(arrival => !seen.Contains(arrival.Message.TypeName) && !queue.Ignored.Contains(arrival.Message.TypeName));
    }

    private static TypeModel? Publisher(DeclarationSet declarations, ArrivalModel arrival) =>
        declarations.Exchanges.FirstOrDefault(exchange => exchange.Routes.Any(route => route.Message.TypeName == arrival.Message.TypeName))?.Type
        ?? declarations.Queues.FirstOrDefault(queue => queue.Sends.Any(send => send.Message.TypeName == arrival.Message.TypeName))?.Type;

    private static void Report(ClosedCheck check, Location place, QueueModel queue, ArrivalModel arrival, TypeModel publisher) => check.Report(
        ReachabilityRules.NotSeenByQueue, place, arrival.Message.Name, queue.Type.Name, arrival.Routes[0], queue.Type.AssemblyName,
        publisher.AssemblyName);
}
