using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>
/// Who consumes what arrives, and whether anything does: TAMQP116, 117, 305, 306 and 604. Where no known assembly consumes anything at all, consumers
/// are elsewhere and the rules are silent.
/// </summary>
internal static class ConsumptionChecks
{
    public static DiagnosticDescriptor[] Rules { get; } =
        [QueueRules.ConsumedByTwo, QueueRules.NeverDeleted, ReachabilityRules.Starves, ReachabilityRules.NobodyConsumes, ServiceRules.NotServed];

    public static void Run(ClosedCheck check)
    {
        if (!check.Consumers.HasAny)
        {
            return;
        }

        if (check.Queue is { External: false, Purpose: QueuePurpose.Consumed } queue)
        {
            CheckQueue(check, queue, [.. check.Consumers.Of(queue.Type.FullName)]);
        }

        if (check.Service is { External: false } service)
        {
            CheckService(check, service, [.. check.Consumers.Of(service.Type.FullName)]);
        }
    }

    private static void CheckQueue(ClosedCheck check, QueueModel queue, string[] handlers)
    {
        EquatableArray<ArrivalModel> arrivals = check.Graph.ArrivalsIn(queue);
        if (queue is { Exclusive: true, Name.Length: > 0 }
            && check.Consumers.OneOfEachAssembly(queue.Type.FullName).ToArray() is { Length: > 1 } components)
        {
            check.Report(
                QueueRules.ConsumedByTwo, check.Argument(MetadataNames.Queue, "Exclusive"), queue.Type.Name, string.Join("' and '", components));
        }

        if (handlers.Length == 0 && queue.AutoDelete)
        {
            check.Report(QueueRules.NeverDeleted, check.Argument(MetadataNames.Queue, "AutoDelete"), queue.Type.Name);
        }
        else if (handlers.Length == 0 && arrivals.Count > 0)
        {
            check.Report(
                ReachabilityRules.NobodyConsumes, check.Name(MetadataNames.Queue), queue.Type.Name, arrivals[0].Message.Name, arrivals[0].Routes[0]);
        }
        else if (handlers.Length > 0 && arrivals.Count == 0 && !check.Reachability.HasUnknownSources(queue))
        {
            check.Report(ReachabilityRules.Starves, check.Name(MetadataNames.Queue), queue.Type.Name, handlers[0]);
        }
    }

    private static void CheckService(ClosedCheck check, RpcServiceModel service, string[] servers)
    {
        if (servers.Length == 0)
        {
            check.Report(
                ServiceRules.NotServed,
                check.Name(MetadataNames.RpcService),
                service.Type.Name,
                "nobody serves it: calls find no queue, or wait for their deadline",
                "Implement it");
        }
        else if (servers.Length > 1)
        {
            string faults = "'" + string.Join("' and '", servers) + "' serve it, and which one gets a call is chance";
            check.Report(ServiceRules.NotServed, check.Name(MetadataNames.RpcService), service.Type.Name, faults, "Keep one of them");
        }
    }
}
