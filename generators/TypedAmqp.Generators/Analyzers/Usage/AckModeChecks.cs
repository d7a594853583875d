using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>A handler that settles by itself, and a subscription that does so, too: TAMQP515 where it is subscribed.</summary>
internal static class AckModeChecks
{
    private const int OnSuccess = 0;
    private const int Manual = 1;
    private const string Options = "options";
    private const string AckMode = "AckMode";
    private const string AckModeManual = "AckMode.Manual";

    public static DiagnosticDescriptor[] Rules { get; } = [UsageRules.SettledTwice];

    public static void Run(UsageCheck check)
    {
        IInvocationOperation call = (IInvocationOperation)check.Operation;
        if (HandlerOf(call) is not INamedTypeSymbol handler || Settles(handler, check.CancellationToken) is not string method)
        {
            return;
        }

        IOperation? options = call.Argument(Options)?.Bare();
        if (options is null or { ConstantValue: { HasValue: true, Value: null } })
        {
            Remedy[] remedies = options is null
                ? [call.Adding(Options, "new SubscriptionOptions { AckMode = " + AckModeManual + " }", "Leave settling to the handler", overload: 1)]
                : [];
            Report(check, call.MethodName(), remedies, handler, method, OnSuccess);
        }
        else if (options is IObjectCreationOperation creation)
        {
            ISimpleAssignmentOperation? mode = creation.Setting(AckMode);
            if (mode is null || mode.Value.Constant() is int and not Manual)
            {
                Report(
                    check,
                    mode?.Syntax ?? creation.Syntax,
                    [Remedy.Set(AckMode, AckModeManual)],
                    handler,
                    method,
                    mode?.Value.Constant() as int? ?? OnSuccess);
            }
        }
    }

    private static void Report(UsageCheck check, SyntaxNode place, Remedy[] remedies, INamedTypeSymbol handler, string method, int mode)
    {
        string who = mode == OnSuccess
            ? "the subscription settles what it returns from, too"
            : "the broker counts a message as settled once it is sent";
        check.Report(
            UsageRules.SettledTwice,
            place,
            remedies,
            $"'{handler.Name}' calls {method}, and {who}",
            "Set AckMode = " + AckModeManual + ", or let the handler settle nothing");
    }

    /// <summary>The class of the handler that a call subscribes, as far as the call says it.</summary>
    private static INamedTypeSymbol? HandlerOf(IInvocationOperation call) => call.TargetMethod switch
    {
        { Name: "ConsumeAsync" } when call.TargetMethod.ContainingType.Is("TypedAmqp.AmqpBus") =>
            call.Argument("consumer")?.Bare().Type as INamedTypeSymbol,
        { Name: "AddConsumer", TypeArguments: [INamedTypeSymbol consumer] } when call.TargetMethod.ContainingType.Is(
            "TypedAmqp.Hosting.TypedAmqpBuilder") => consumer,
        _ => null,
    };

    /// <summary>The method by which a handler settles what it is given; null when it does not, or is not written here.</summary>
    private static string? Settles(INamedTypeSymbol handler, CancellationToken cancellationToken)
    {
        for (INamedTypeSymbol? type = handler; type is not null; type = type.BaseType)
        {
            foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>().Where(static method => IsHandler(method)))
            {
                foreach (SyntaxReference part in method.DeclaringSyntaxReferences)
                {
                    string? called = part.GetSyntax(cancellationToken).DescendantNodes()
                        .OfType<InvocationExpressionSyntax>()
                        .Select(static call => call.Expression)
                        .OfType<MemberAccessExpressionSyntax>()
                        .Where(access => SettlingChecks.Settling.Contains(access.Name.Identifier.ValueText) && IsGiven(method, access.Expression))
                        .Select(static access => access.Name.Identifier.ValueText)
                        .FirstOrDefault();
                    if (called is not null)
                    {
                        return called;
                    }
                }
            }
        }

        return null;
    }

    private static bool IsHandler(IMethodSymbol method) =>
        method.Name.Split('.').Last() is HandlerParser.Method or "ReceiveAsync"
            && method.Parameters.Any(static parameter => IsDelivery(parameter) || IsMessage(parameter) || IsBatch(parameter));

    /// <summary>Whether this is the method's delivery, that of the message which it was given, or one of a batch.</summary>
    private static bool IsGiven(IMethodSymbol method, ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => method.Parameters.Any(parameter => parameter.Name == name.Identifier.ValueText && IsDelivery(parameter))
            || name.Ancestors()
                .OfType<ForEachStatementSyntax>()
                .Any(loop => loop.Identifier.ValueText == name.Identifier.ValueText && IsDeliveries(method, loop.Expression)),
        ElementAccessExpressionSyntax element => IsDeliveries(method, element.Expression),
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name, Name.Identifier.ValueText: "Delivery" } =>
            method.Parameters.Any(parameter => parameter.Name == name.Identifier.ValueText && IsMessage(parameter)),
        _ => false,
    };

    private static bool IsDeliveries(IMethodSymbol method, ExpressionSyntax expression) =>
        expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name, Name.Identifier.ValueText: "Deliveries" }
        && method.Parameters.Any(parameter => parameter.Name == name.Identifier.ValueText && IsBatch(parameter));

    private static bool IsBatch(IParameterSymbol parameter) => parameter.Type is INamedTypeSymbol type && type.Is(MetadataNames.MessageBatch);

    private static bool IsDelivery(IParameterSymbol parameter) => parameter.Type.IsDelivery();

    private static bool IsMessage(IParameterSymbol parameter) => parameter.Type is INamedTypeSymbol type && type.Is("TypedAmqp.ReceivedMessage");
}
