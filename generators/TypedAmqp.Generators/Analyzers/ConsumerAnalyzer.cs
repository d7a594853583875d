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
/// Consumers beside what arrives in their queue. TAMQP307, in a closed topology: a contract that arrives and is not handled; in the editor it stands
/// beside the compiler's CS0535 and adds the route. TAMQP308: a handler of what cannot arrive. TAMQP408: a consumer of a queue where messages only
/// wait.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConsumerAnalyzer : DiagnosticAnalyzer
{
    private const int ShownRoutes = 2;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [ReachabilityRules.NotHandled, ReachabilityRules.CannotArrive, DeadLetterRules.DelayConsumed];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            TopologyView view = TopologyView.Of(start.Compilation);
            start.RegisterSyntaxNodeAction(context => Analyze(context, view), SyntaxKind.SimpleBaseType);
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, TopologyView view)
    {
        SimpleBaseTypeSyntax entry = (SimpleBaseTypeSyntax)context.Node;
        SemanticModel model = context.SemanticModel;
        CancellationToken cancellation = context.CancellationToken;
        if (NameOf(entry.Type) is not (HandlerParser.Interface or HandlerParser.BatchInterface)
            || model.GetTypeInfo(entry.Type, cancellation).Type is not INamedTypeSymbol { TypeKind: TypeKind.Interface } consumer
            || QueueOf(consumer) is not INamedTypeSymbol queueType
            || entry.Parent?.Parent is not TypeDeclarationSyntax declaration
            || model.GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } handler
            || view.Queue(queueType, cancellation) is not QueueModel queue)
        {
            return;
        }

        if (queue is { Purpose: QueuePurpose.Delay, External: false })
        {
            context.ReportDiagnostic(Diagnostic.Create(DeadLetterRules.DelayConsumed, entry.GetLocation(), queue.Type.Name, handler.Name));
        }

        if (!view.IsClosed || !HandlerParser.IsConsumer(consumer))
        {
            return;
        }

        EquatableArray<ArrivalModel> arrivals = view.Graph(cancellation).ArrivalsIn(queue);
        CheckIgnored(context, view, handler, consumer);
        CheckHandlers(context, handler, queue, arrivals);
        foreach (ArrivalModel arrival in arrivals)
        {
            if (view.Naming.CanName(arrival.Message)
                && !queue.Ignored.Contains(arrival.Message.TypeName)
                && !Handles(handler, consumer, arrival.Message))
            {
                IEnumerable<string> routes = arrival.Routes.Take(ShownRoutes);
                string more = arrival.Routes.Count > ShownRoutes ? ", and in other ways" : "";
                context.ReportDiagnostic(Diagnostic.Create(
                    ReachabilityRules.NotHandled,
                    entry.GetLocation(),
                    handler.Name,
                    arrival.Message.Name,
                    string.Join(" and by ", routes) + more,
                    consumer.Name == HandlerParser.BatchInterface
                        ? $"MessageBatch<{arrival.Message.Name}> messages"
                        : $"{arrival.Message.Name} message, Delivery delivery"));
            }
        }
    }

    /// <summary>What a handler ignores and what arrives in none of its queues: looked at once, with the first of what it implements.</summary>
    private static void CheckIgnored(SyntaxNodeAnalysisContext context, TopologyView view, INamedTypeSymbol handler, INamedTypeSymbol consumer)
    {
        AttributeReader[] ignored = [.. handler.Attributes(MetadataNames.Ignore)];
        if (ignored.Length == 0)
        {
            return;
        }

        CancellationToken cancellation = context.CancellationToken;
        INamedTypeSymbol[] consumers =
            [.. handler.Interfaces.Where(HandlerParser.IsConsumer).OrderBy(static type => type.EmittedName(), StringComparer.Ordinal)];
        if (!SymbolEqualityComparer.Default.Equals(consumers[0], consumer))
        {
            return;
        }

        QueueModel[] queues = [.. consumers.Select(type => view.Queue(type.ContainingType, cancellation)).OfType<QueueModel>()];
        HashSet<string> arriving =
            [.. queues.SelectMany(queue => view.Graph(cancellation).ArrivalsIn(queue)).Select(static arrival => arrival.Message.TypeName)];
        foreach (AttributeReader ignore in ignored)
        {
            if (ignore.TypeArgument is { TypeKind: not TypeKind.Error } type && !arriving.Contains(type.EmittedName()))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    ReachabilityRules.CannotArrive,
                    AttributeExpressions.TypeArgument(ignore.Data, cancellation),
                    Remedy.ToProperties(Remedy.RemoveAttribute("[Ignore]")),
                    type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
                    string.Join("' or '", queues.Select(static queue => queue.Type.Name).Distinct())));
            }
        }
    }

    /// <summary>Methods that look like handlers and that nothing calls.</summary>
    private static void CheckHandlers(
        SyntaxNodeAnalysisContext context, INamedTypeSymbol handler, QueueModel queue, EquatableArray<ArrivalModel> arrivals)
    {
        HashSet<ISymbol> called = new(
            handler.AllInterfaces.SelectMany(static type => type.GetMembers())
                .Select(handler.FindImplementationForInterfaceMember)
                .OfType<ISymbol>(), SymbolEqualityComparer.Default);
        foreach (IMethodSymbol method in handler.GetMembers(HandlerParser.Method).OfType<IMethodSymbol>())
        {
            if (method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false }
                && HandlerParser.ContractOf(method) is ITypeSymbol handled
                && !called.Contains(method)
                && !arrivals.Any(arrival => arrival.Message.TypeName == handled.EmittedName())
                && method.Locations.FirstOrDefault(location => location.SourceTree == context.Node.SyntaxTree) is Location place)
            {
                string contract = handled.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
                context.ReportDiagnostic(Diagnostic.Create(
                    ReachabilityRules.CannotArrive, place, Remedy.ToProperties(Remedy.RemoveMember("the method")), contract, queue.Type.Name));
            }
        }
    }

    /// <summary>The queue whose emitted interface this is, or which a raw handler names.</summary>
    private static ITypeSymbol? QueueOf(INamedTypeSymbol consumer) => HandlerParser.IsConsumer(consumer) ? consumer.ContainingType
        : consumer.Is(MetadataNames.Consumer) || consumer.Is(MetadataNames.BatchConsumer) ? consumer.TypeArguments[0]
        : null;

    private static string? NameOf(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax aliased => aliased.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => null,
    };

    private static bool Handles(INamedTypeSymbol handler, INamedTypeSymbol consumer, MessageModel message)
    {
        // What has no method there is unknown to the queue's own assembly: then no method of a handler would be called (TAMQP322).
        return HandlerParser.Ignored(handler).Contains(message.TypeName)
            || consumer.GetMembers(HandlerParser.Method).OfType<IMethodSymbol>()
                .FirstOrDefault(method => HandlerParser.ContractOf(method)?.EmittedName() == message.TypeName) is not IMethodSymbol member
            || handler.FindImplementationForInterfaceMember(member) is not null;
    }
}
