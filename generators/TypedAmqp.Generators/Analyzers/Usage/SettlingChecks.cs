using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>How handlers settle: TAMQP407 and 515.</summary>
internal static class SettlingChecks
{
    /// <summary>The property of a diagnostic that holds the queue's type for emitted code, for the code fix.</summary>
    public const string Queue = "Queue";

    /// <summary>The property of a diagnostic that is there when the queue has no <c>[Retry]</c>.</summary>
    public const string LacksRetry = "LacksRetry";

    private const string Requeue = "RequeueAsync";

    /// <summary>The methods of a delivery that settle it.</summary>
    public static readonly string[] Settling = ["AckAsync", "RejectAsync", Requeue, "RetryAsync"];

    public static DiagnosticDescriptor[] Rules { get; } = [DeadLetterRules.AlwaysRequeues, UsageRules.SettledTwice];

    public static void Run(UsageCheck check)
    {
        IInvocationOperation call = (IInvocationOperation)check.Operation;
        if (!call.TargetMethod.ContainingType.IsDelivery() || !Settling.Contains(call.TargetMethod.Name)
            || call.Syntax
                is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: (IdentifierNameSyntax or MemberAccessExpressionSyntax) and ExpressionSyntax delivery } } syntax)
        {
            return;
        }

        if (syntax.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax { Parent: BlockSyntax block } statement
            && EarlierIn(block, statement, delivery.ToString()) is string earlier)
        {
            check.Report(
                UsageRules.SettledTwice,
                statement,
                [new Remedy(RemedyKind.RemoveStatement, "Remove it")],
                $"'{delivery}' was settled already, by {earlier}",
                "Remove it");
        }

        if (call.TargetMethod.Name == Requeue && call.Instance is IParameterReferenceOperation parameter)
        {
            CheckRequeue(check, syntax, parameter.Parameter);
        }
    }

    /// <summary>The call before this statement, in the same block and so on the same way, that settles the same delivery.</summary>
    private static string? EarlierIn(BlockSyntax block, StatementSyntax statement, string delivery) => block.Statements
        .TakeWhile(other => other != statement)
        .OfType<ExpressionStatementSyntax>()
        .Select(static other => other.Expression is AwaitExpressionSyntax awaited ? awaited.Expression : other.Expression)
        .Select(static expression => expression
            is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: ExpressionSyntax inner } }
            ? inner
            : expression)
        .OfType<InvocationExpressionSyntax>()
        .Select(static call => call.Expression)
        .OfType<MemberAccessExpressionSyntax>()
        .Where(access => access.Expression.ToString() == delivery && Settling.Contains(access.Name.Identifier.ValueText))
        .Select(static access => access.Name.Identifier.ValueText)
        .FirstOrDefault();

    /// <summary>A handler whose delivery does nothing else than go back.</summary>
    private static void CheckRequeue(UsageCheck check, InvocationExpressionSyntax call, IParameterSymbol delivery)
    {
        if (delivery.ContainingSymbol is not IMethodSymbol { Name: HandlerParser.Method } handler
            || call.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not MethodDeclarationSyntax method
            || method.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == delivery.Name
                && name.Parent is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: Requeue }))
        {
            return;
        }

        QueueModel? endless = check.QueuesOf(handler.ContainingType).FirstOrDefault(queue => !HasLimit(queue, check.Broker));
        if (endless is not null)
        {
            ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty.Add(Queue, endless.Type.FullName);
            check.Report(
                DeadLetterRules.AlwaysRequeues,
                ((MemberAccessExpressionSyntax)call.Expression).Name,
                endless.Retry is null ? properties.Add(LacksRetry, "") : properties,
                endless.Type.Name);
        }
    }

    private static bool HasLimit(QueueModel queue, BrokerVersion broker) => queue.Kind == QueueKind.Quorum
        && (queue.Arguments.FirstOrDefault(static argument => argument.Name == "x-delivery-limit") is ArgumentModel limit
            ? !limit.Value.StartsWith("-", StringComparison.Ordinal)
            : broker.IsFrom(4, 0));
}
