using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>How queues are consumed, in the options of a subscription or a consumer: TAMQP506, 507, 509 to 511, 513 and 514.</summary>
internal static class OptionsChecks
{
    private const int AckModeNone = 2;

    // The broker's, unless its configuration says otherwise.
    private const long UsualConsumerTimeout = 1_800_000;

    public static DiagnosticDescriptor[] Rules { get; } =
    [
        UsageRules.StreamWithoutPrefetch, UsageRules.StreamWithAutomaticAcks, UsageRules.UnlimitedPrefetch, UsageRules.AutomaticAcks,
        UsageRules.NotAlone, UsageRules.OrderLost, UsageRules.TimeoutTooLong,
    ];

    public static void Run(UsageCheck check)
    {
        IObjectCreationOperation creation = (IObjectCreationOperation)check.Operation;
        if (!creation.Type.IsOptions())
        {
            return;
        }

        QueueModel[] queues = [.. Queues(check, creation)];
        bool isStream = queues.Any(static queue => queue.Kind == QueueKind.Stream);
        if (creation.Setting("Prefetch") is { } prefetch && prefetch.Value.Constant() is ushort and 0 or int and 0)
        {
            check.Report(
                isStream ? UsageRules.StreamWithoutPrefetch : UsageRules.UnlimitedPrefetch,
                prefetch.Syntax,
                [Remedy.Set("Prefetch", "64")],
                queues.Length > 0 ? queues[0].Type.Name : "The queue");
        }

        CheckAcks(check, creation, queues, isStream);
        CheckTimeout(check, creation, queues);
        if (creation.Setting("Concurrency") is { } concurrency && concurrency.Value.Constant() is int and > 1
            && queues.FirstOrDefault(static queue => queue.OrderBy.Count == 0
                && queue.Arguments.Any(static argument => argument is { Name: "x-single-active-consumer", Value: "true" })) is QueueModel ordered)
        {
            check.Report(UsageRules.OrderLost, concurrency.Syntax, [Remedy.Set("Concurrency", "1")], ordered.Type.Name);
        }

        if (creation.Setting("Exclusive") is { } exclusive && exclusive.Value.Constant() is true)
        {
            foreach (QueueModel queue in queues)
            {
                string[] handlers = [.. check.View.Consumers(check.CancellationToken).Of(queue.Type.FullName)];
                if (handlers.Length > 1)
                {
                    check.Report(UsageRules.NotAlone, exclusive.Syntax, queue.Type.Name, string.Join("' and '", handlers));
                }
            }
        }
    }

    private static void CheckTimeout(UsageCheck check, IObjectCreationOperation creation, QueueModel[] queues)
    {
        if (creation.Setting("HandlerTimeout") is not { } setting || Milliseconds(setting.Value.Bare()) is not double timeout)
        {
            return;
        }

        foreach (QueueModel queue in queues.Where(static queue => queue is { External: false, Kind: not QueueKind.Stream }))
        {
            string? own = queue.Arguments.FirstOrDefault(static argument => argument.Name == "x-consumer-timeout")?.Value;
            long patience = long.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out long declared) ? declared : UsualConsumerTimeout;
            if (timeout > patience)
            {
                check.Report(
                    UsageRules.TimeoutTooLong,
                    setting.Syntax,
                    queue.Type.Name,
                    timeout.ToString("0", CultureInfo.InvariantCulture),
                    patience.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>A time that is written as <c>TimeSpan.FromMinutes(5)</c> and the like.</summary>
    private static double? Milliseconds(IOperation value) =>
        value
            is IInvocationOperation { TargetMethod: { ContainingType: INamedTypeSymbol type, Name: string unit }, Arguments: [{ Value: IOperation count }, ..] }
            && type.Is("System", "TimeSpan")
        && count.Constant() is object number && number is int or long or double
            ? Convert.ToDouble(number, CultureInfo.InvariantCulture) * unit switch
            {
                "FromDays" => 86_400_000,
                "FromHours" => 3_600_000,
                "FromMinutes" => 60_000,
                "FromSeconds" => 1000,
                "FromMilliseconds" => 1,
                _ => 0,
            }
            : null;

    private static void CheckAcks(UsageCheck check, IObjectCreationOperation creation, QueueModel[] queues, bool isStream)
    {
        ISimpleAssignmentOperation? none = creation.Setting("AckMode") is { } mode && mode.Value.Constant() is AckModeNone ? mode
            : creation.Setting("NoAck") is { } noAck && noAck.Value.Constant() is true ? noAck
            : null;
        if (none is null)
        {
            return;
        }

        Remedy remedy = none.Target is IPropertyReferenceOperation { Property.Name: "NoAck" }
            ? Remedy.Set("NoAck", "false")
            : Remedy.Set("AckMode", "AckMode.OnSuccess");
        if (isStream)
        {
            check.Report(UsageRules.StreamWithAutomaticAcks, none.Syntax, [remedy], queues[0].Type.Name);
        }
        else if (queues.FirstOrDefault(static queue => queue.Durable && !queue.External) is QueueModel durable)
        {
            check.Report(UsageRules.AutomaticAcks, none.Syntax, [remedy], durable.Type.Name);
        }
    }

    /// <summary>The queues that the options are for, where that stands beside them.</summary>
    private static IEnumerable<QueueModel> Queues(UsageCheck check, IObjectCreationOperation creation)
    {
        if (creation.Around() is not IArgumentOperation { Parent: IInvocationOperation call })
        {
            return [];
        }

        return call.TargetMethod switch
        {
            { Name: "ConsumeAsync", TypeArguments: [ITypeSymbol queue] } => check.Queue(queue) is QueueModel one ? [one] : [],
            { Name: "AddConsumer", TypeArguments: [ITypeSymbol consumer] } => check.QueuesOf(consumer),
            { Name: "ConsumeAsync" } when call.TargetMethod.ContainingType.IsChannel() && call.Argument("queue").Constant() is string name =>
                check.Queue(name) is QueueModel named ? [named] : [],
            _ => [],
        };
    }
}
