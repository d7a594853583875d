using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>What becomes of a publish: TAMQP503 and 516.</summary>
internal static class PublishCallChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [UsageRules.ResultThrownAway, UsageRules.NotAwaited];

    public static void Run(UsageCheck check)
    {
        IInvocationOperation call = (IInvocationOperation)check.Operation;
        if (call.TargetMethod.Name is not ("PublishAsync" or "TryPublishAsync") || !IsPublisher(call.TargetMethod.ContainingType))
        {
            return;
        }

        IOperation? around = call.Around();
        SyntaxNode place = Name(call.Syntax);
        if (around is IExpressionStatementOperation)
        {
            check.Report(UsageRules.NotAwaited, place, IsAsync(call.Syntax) ? [new Remedy(RemedyKind.Await, "Await it")] : [], call.TargetMethod.Name);
        }
        else if (around is ISimpleAssignmentOperation { Target: IDiscardOperation })
        {
            check.Report(UsageRules.NotAwaited, place, call.TargetMethod.Name);
        }
        else if (call.TargetMethod.Name == "TryPublishAsync" && IsThrownAway(around))
        {
            Remedy[] remedies = !call.TargetMethod.ContainingType.IsChannel() && place is IdentifierNameSyntax ? [Remedy.Replace("PublishAsync")] : [];
            check.Report(UsageRules.ResultThrownAway, place, remedies);
        }
    }

    private static bool IsThrownAway(IOperation? around)
    {
        // Through ConfigureAwait and the await.
        IOperation? outer = around is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured ? configured.Around() : around;
        return outer is IAwaitOperation awaited && awaited.Around() is IExpressionStatementOperation;
    }

    private static bool IsPublisher(INamedTypeSymbol type) => type.IsChannel() || type.BaseType?.Is("TypedAmqp.Generated", "Publisher") == true;

    private static SyntaxNode Name(SyntaxNode call) => call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call;

    private static bool IsAsync(SyntaxNode node)
    {
        SyntaxNode? function = node.Ancestors().FirstOrDefault(static around => around is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        return function switch
        {
            BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
            _ => false,
        };
    }
}
