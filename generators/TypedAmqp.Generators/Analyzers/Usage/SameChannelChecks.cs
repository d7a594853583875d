using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>Several calls of one channel in one method, beside each other: TAMQP502 and 512.</summary>
internal static class SameChannelChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [UsageRules.NotConfirmed, UsageRules.TagTwice];

    public static void Run(UsageCheck check)
    {
        IInvocationOperation call = (IInvocationOperation)check.Operation;
        if (!call.TargetMethod.ContainingType.IsChannel() || call.Instance is null)
        {
            return;
        }

        if (call.TargetMethod.Name == "ConsumeAsync" && Tag(call) is { } tag)
        {
            CheckTag(check, call, tag);
        }
        else if (call.TargetMethod.Name is "PublishAsync" or "TryPublishAsync"
            && call.Instance is ILocalReferenceOperation { Local: ILocalSymbol channel })
        {
            CheckConfirms(check, call, channel);
        }
    }

    private static void CheckTag(UsageCheck check, IInvocationOperation call, ISimpleAssignmentOperation tag)
    {
        string channel = call.Instance!.Syntax.ToString();
        bool isTaken = call.Root().Descendants().OfType<IInvocationOperation>()
            .TakeWhile(other => other != call)
            .Any(other => other.TargetMethod.Name == "ConsumeAsync" && other.Instance?.Syntax.ToString() == channel && Block(other) == Block(call)
                && Tag(other)?.Value.Constant() is string text && text == (string)tag.Value.Constant()!);
        if (isTaken)
        {
            check.Report(UsageRules.TagTwice, tag.Syntax, [Remedy.Set("ConsumerTag", "\"\"")], tag.Value.Constant()!, channel);
        }
    }

    private static ISimpleAssignmentOperation? Tag(IInvocationOperation call) =>
        call.Argument("options")?.Bare() is IObjectCreationOperation creation
            && creation.Setting("ConsumerTag") is { } tag
            && tag.Value.Constant() is string { Length: > 0 } ? tag : null;

    private static void CheckConfirms(UsageCheck check, IInvocationOperation call, ILocalSymbol channel)
    {
        bool isPersistent = call.Argument("properties")?.Bare() is IObjectCreationOperation properties
            && properties.Setting("DeliveryMode") is { } mode
            && mode.Value.Constant() is not null && IsPersistent(mode.Value);
        bool isUnconfirmed = isPersistent && call.Root().Descendants().OfType<IVariableDeclaratorOperation>()
            .Where(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, channel))
            .SelectMany(static declarator => declarator.Descendants())
            .OfType<IObjectCreationOperation>()
            .Any(static options => options.Type?.Name == "AmqpChannelOptions"
                && options.Setting("PublisherConfirms") is { } confirms
                && confirms.Value.Constant() is false);
        if (isUnconfirmed)
        {
            check.Report(UsageRules.NotConfirmed, call.MethodName(), channel.Name);
        }
    }

    private static bool IsPersistent(IOperation mode) => mode.Constant() is byte and 2 or int and 2;

    private static IOperation? Block(IOperation operation)
    {
        IOperation? around = operation.Parent;
        while (around is not (null or IBlockOperation))
        {
            around = around.Parent;
        }

        return around;
    }
}
