using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>Calls of the untyped channel that the broker refuses: TAMQP505, 508 and 602.</summary>
internal static class ChannelChecks
{
    private const string ReplyTo = "amq.rabbitmq.reply-to";

    public static DiagnosticDescriptor[] Rules { get; } = [UsageRules.GlobalPrefetch, UsageRules.GetOfStream, ServiceRules.RepliesWithAcks];

    public static void Run(UsageCheck check)
    {
        IInvocationOperation call = (IInvocationOperation)check.Operation;
        if (!call.TargetMethod.ContainingType.IsChannel())
        {
            return;
        }

        switch (call.TargetMethod.Name)
        {
            case "SetPrefetchAsync" when check.Broker.IsFrom(4, 3) && call.Argument("global") is IOperation global && global.Constant() is true:
                check.Report(UsageRules.GlobalPrefetch, global.Syntax, [Remedy.Replace("false")], check.Broker);
                break;
            case "GetAsync" when call.Argument("queue") is IOperation queue
                && queue.Constant() is string name
                && check.Queue(name) is { Kind: QueueKind.Stream }:
                check.Report(UsageRules.GetOfStream, queue.Syntax, name);
                break;
            case "ConsumeAsync" when call.Argument("queue").Constant() is ReplyTo:
                CheckReplies(check, call);
                break;
        }
    }

    private static void CheckReplies(UsageCheck check, IInvocationOperation call)
    {
        IOperation? options = call.Argument("options")?.Bare();
        if (options is null or { ConstantValue: { HasValue: true, Value: null } })
        {
            check.Report(ServiceRules.RepliesWithAcks, call.Syntax);
        }
        else if (options is IObjectCreationOperation creation && creation.Setting("NoAck")?.Value.Constant() is not true)
        {
            check.Report(ServiceRules.RepliesWithAcks, creation.Syntax, [Remedy.Set("NoAck", "true")]);
        }
    }
}
