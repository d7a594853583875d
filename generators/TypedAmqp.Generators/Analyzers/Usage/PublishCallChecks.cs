using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>What becomes of a publish, and what ends it: TAMQP503 and 516.</summary>
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
        SyntaxNode place = call.MethodName();
        if (around is IExpressionStatementOperation)
        {
            bool canAwait = IsAsync(call.Syntax) && !IsSequence(call);
            check.Report(UsageRules.NotAwaited, place, canAwait ? [new Remedy(RemedyKind.Await, "Await it")] : [], Unknown(call));
        }
        else if (around is ISimpleAssignmentOperation { Target: IDiscardOperation })
        {
            check.Report(UsageRules.NotAwaited, place, Unknown(call));
        }
        else if (call.TargetMethod.Name == "TryPublishAsync" && IsThrownAway(around))
        {
            Remedy[] remedies = !call.TargetMethod.ContainingType.IsChannel() && place is IdentifierNameSyntax
                ? [Remedy.Replace("PublishAsync")]
                : [];
            check.Report(UsageRules.ResultThrownAway, place, remedies);
        }

        CheckToken(check, call, place);
    }

    private static string Unknown(IInvocationOperation call) => IsSequence(call)
        ? $"Nothing is published by this {call.TargetMethod.Name} before what becomes of each message is enumerated: use await foreach"
        : $"Nobody learns whether this {call.TargetMethod.Name} went wrong: await it";

    /// <summary>Whether it publishes a sequence, while its outcomes are enumerated.</summary>
    private static bool IsSequence(IInvocationOperation call) => call.TargetMethod.ReturnType.Is("System.Collections.Generic", "IAsyncEnumerable");

    /// <summary>A token that the method around the call was given, and the call was not.</summary>
    private static void CheckToken(UsageCheck check, IInvocationOperation call, SyntaxNode place)
    {
        const string parameter = "cancellationToken";
        if (call.TargetMethod.Parameters.Any(static candidate => candidate.Name == parameter)
            && call.Argument(parameter) is null
            && Token(check.Operation) is string token)
        {
            check.Report(
                UsageRules.NotAwaited,
                place,
                [call.Adding(parameter, token, $"Pass '{token}'")],
                $"'{token}' is not passed on to this {call.TargetMethod.Name}, which goes on when everything else gives up: pass it");
        }
    }

    private static string? Token(IOperation call)
    {
        if (call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is not IMethodSymbol method)
        {
            return null;
        }

        return method.Parameters.FirstOrDefault(
            static parameter => parameter.RefKind == RefKind.None && parameter.Type.Is("System.Threading", "CancellationToken"))?.Name;
    }

    private static bool IsThrownAway(IOperation? around)
    {
        // Through ConfigureAwait and the await.
        IOperation? outer = around is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured ? configured.Around() : around;
        return outer is IAwaitOperation awaited && awaited.Around() is IExpressionStatementOperation;
    }

    private static bool IsPublisher(INamedTypeSymbol type) => type.IsChannel() || type.BaseType?.Is("TypedAmqp.Generated", "Publisher") == true;

    private static bool IsAsync(SyntaxNode node)
    {
        SyntaxNode? function = node.Ancestors().FirstOrDefault(
            static around => around is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        return function switch
        {
            BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
            _ => false,
        };
    }
}
