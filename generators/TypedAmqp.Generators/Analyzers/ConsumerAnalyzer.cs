using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// Contracts that arrive in a queue and that its consumer does not handle, in a closed topology: TAMQP307. In the editor it stands beside
/// the compiler's CS0535 and adds the route; alone it speaks where the queue's own assembly could not know of the contract.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConsumerAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The name of the emitted interface, and of its methods.</summary>
    public const string Interface = "IConsumer";

    /// <summary>The name of the methods that handle a contract.</summary>
    public const string Method = "HandleAsync";

    /// <summary>The diagnostic property that holds the contract's type for emitted code, for the code fix.</summary>
    public const string Contract = "Contract";

    private const int ShownRoutes = 2;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [ReachabilityRules.NotHandled];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.Assembly.Has(MetadataNames.ClosedTopology))
            {
                TopologyView view = TopologyView.Of(start.Compilation);
                start.RegisterSyntaxNodeAction(context => Analyze(context, view), SyntaxKind.SimpleBaseType);
            }
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, TopologyView view)
    {
        SimpleBaseTypeSyntax entry = (SimpleBaseTypeSyntax)context.Node;
        SemanticModel model = context.SemanticModel;
        CancellationToken cancellation = context.CancellationToken;
        if (model.GetTypeInfo(entry.Type, cancellation).Type is not INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: Interface } consumer
            || consumer.ContainingType is not INamedTypeSymbol queueType
            || entry.Parent?.Parent is not TypeDeclarationSyntax declaration
            || model.GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } handler
            || view.Queue(queueType, cancellation) is not QueueModel queue)
        {
            return;
        }

        foreach (ArrivalModel arrival in view.Graph(cancellation).ArrivalsIn(queue))
        {
            if (!Handles(handler, consumer, arrival.Message))
            {
                IEnumerable<string> routes = arrival.Routes.Take(ShownRoutes);
                string more = arrival.Routes.Count > ShownRoutes ? ", and in other ways" : "";
                context.ReportDiagnostic(Diagnostic.Create(
                    ReachabilityRules.NotHandled,
                    entry.GetLocation(),
                    ImmutableDictionary<string, string?>.Empty.Add(Contract, arrival.Message.TypeName),
                    handler.Name,
                    arrival.Message.Name,
                    string.Join(" and by ", routes) + more));
            }
        }
    }

    private static bool Handles(INamedTypeSymbol handler, INamedTypeSymbol consumer, MessageModel message)
    {
        IMethodSymbol? member = consumer.GetMembers(Method).OfType<IMethodSymbol>().FirstOrDefault(method => Takes(method, message));
        return member is not null
            ? handler.FindImplementationForInterfaceMember(member) is not null
            : BaseTypes(handler).SelectMany(static type => type.GetMembers(Method)).OfType<IMethodSymbol>().Any(method => Takes(method, message));
    }

    private static bool Takes(IMethodSymbol method, MessageModel message) =>
        method.Parameters.Length > 0 && method.Parameters[0].Type.EmittedName() == message.TypeName;

    private static IEnumerable<INamedTypeSymbol> BaseTypes(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }
}
