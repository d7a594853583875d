using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>A publisher or a client that is asked of a bus which was connected, in the same method, with another topology: TAMQP523.</summary>
internal static class BusChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [UsageRules.AnotherTopology];

    public static void Run(UsageCheck check)
    {
        IInvocationOperation call = (IInvocationOperation)check.Operation;
        if (call is not { TargetMethod: { IsExtensionMethod: true, ReturnType: INamedTypeSymbol part }, Arguments.Length: 1 }
            || !call.TargetMethod.ContainingType.Name.EndsWith("BusExtensions", StringComparison.Ordinal)
            || call.Arguments[0].Value.Bare() is not ILocalReferenceOperation { Local: ILocalSymbol bus }
            || check.View.Topology.Others.Count == 0)
        {
            return;
        }

        INamedTypeSymbol declaring = part is { Name: GeneratedNames.Publisher, ContainingType: INamedTypeSymbol outer } ? outer : part;
        string? first = check.View.Topology.Name;
        string? connected = ConnectedWith(call, bus, check.View.Topology);
        if (connected is not null
            && SymbolEqualityComparer.Default.Equals(declaring.ContainingAssembly, call.SemanticModel?.Compilation.Assembly)
            && Topology(check, declaring, first) is string own
            && own != connected
            && !IsReferredTo(check, declaring, connected, first))
        {
            check.Report(UsageRules.AnotherTopology, call.MethodName(), declaring.Name, own, bus.Name, connected);
        }
    }

    /// <summary>The topology that the only value of the variable names; null when that cannot be told.</summary>
    private static string? ConnectedWith(IInvocationOperation call, ILocalSymbol bus, TopologyModel topology)
    {
        IOperation[] all = [.. call.Root().Descendants()];
        bool isAssigned = all.OfType<IAssignmentOperation>()
            .Any(assignment => assignment.Target is ILocalReferenceOperation target && IsBus(target.Local))
            || all.OfType<IArgumentOperation>().Any(argument => argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref
                && argument.Value is ILocalReferenceOperation given
                && IsBus(given.Local));
        string[] classes = isAssigned ? [] :
        [
            .. all.OfType<IVariableDeclaratorOperation>()
                .Where(declarator => IsBus(declarator.Symbol))
                .SelectMany(static declarator => declarator.Descendants())
                .OfType<IPropertyReferenceOperation>()
                .Where(static property => property is { Property: { Name: "Instance", IsStatic: true } }
                    && property.Property.ContainingType.AllInterfaces.Any(static type => type.Is("TypedAmqp.ITopology")))
                .Select(static property => property.Property.ContainingType.Name),
        ];
        return classes.Length == 1
            ? topology.All.FirstOrDefault(candidate => TopologyEmitter.ClassName(candidate.Name ?? "") == classes[0])?.Name
            : null;

        bool IsBus(ILocalSymbol local) => SymbolEqualityComparer.Default.Equals(local, bus);
    }

    /// <summary>The topology that a class or an interface belongs to; null when it declares nothing.</summary>
    private static string? Topology(UsageCheck check, INamedTypeSymbol declaring, string? first)
    {
        if (check.View.Exchange(declaring, check.CancellationToken) is ExchangeModel exchange)
        {
            return exchange.Topology ?? first;
        }

        if (check.View.Queue(declaring, check.CancellationToken) is QueueModel queue)
        {
            return queue.Topology ?? first;
        }

        return RpcServiceParser.Parse(declaring, check.CancellationToken) is RpcServiceModel service ? service.Topology ?? first : null;
    }

    /// <summary>Whether a queue of the other topology is bound to the exchange: then that declares it too.</summary>
    private static bool IsReferredTo(UsageCheck check, INamedTypeSymbol exchange, string topology, string? first)
    {
        string name = exchange.EmittedName();
        return check.View.Declarations(check.CancellationToken).Own.Queues
            .Any(queue => (queue.Topology ?? first) == topology && queue.Exchanges.Any(bound => bound.Type.FullName == name));
    }
}
