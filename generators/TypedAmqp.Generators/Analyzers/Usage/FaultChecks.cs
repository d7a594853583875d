using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>A fault that an implementation of a service makes and its method does not declare: TAMQP612.</summary>
internal static class FaultChecks
{
    /// <summary>The property of a diagnostic that holds the documentation id of the interface's method, for the code fix.</summary>
    public const string Method = "Method";

    public static DiagnosticDescriptor[] Rules { get; } = [ServiceRules.UndeclaredFault];

    public static void Run(UsageCheck check)
    {
        IObjectCreationOperation creation = (IObjectCreationOperation)check.Operation;
        if (creation.Type is INamedTypeSymbol { TypeArguments: [ITypeSymbol fault] } type && type.Is(MetadataNames.RpcFault) && !fault.IsInError()
            && check.Within is IMethodSymbol within
            && Implemented(within).FirstOrDefault(method => !Declares(method, fault)) is IMethodSymbol undeclared)
        {
            check.Report(
                ServiceRules.UndeclaredFault,
                creation.Syntax is ObjectCreationExpressionSyntax written ? written.Type : creation.Syntax,
                ImmutableDictionary<string, string?>.Empty.Add(Method, undeclared.GetDocumentationCommentId()),
                undeclared.ContainingType.Name + "." + undeclared.Name,
                fault.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        }
    }

    /// <summary>The methods of services that a method is, or overrides, the implementation of. Nobody waits for what a one-way method says.</summary>
    private static IEnumerable<IMethodSymbol> Implemented(IMethodSymbol implementation)
    {
        HashSet<ISymbol> overridden = new(SymbolEqualityComparer.Default);
        for (IMethodSymbol? method = implementation; method is not null; method = method.OverriddenMethod)
        {
            overridden.Add(method);
        }

        return implementation.ContainingType.AllInterfaces
            .Where(static type => type.Has(MetadataNames.RpcService))
            .SelectMany(RpcServiceParser.MethodsOf)
            .Where(method => !method.Has(MetadataNames.OneWay)
                && implementation.ContainingType.FindImplementationForInterfaceMember(method) is ISymbol found
                && overridden.Contains(found));
    }

    private static bool Declares(IMethodSymbol method, ITypeSymbol fault) =>
        RpcServiceParser.ThrowsOf(method).Any(throws => SymbolEqualityComparer.Default.Equals(throws.TypeArgument, fault));
}
