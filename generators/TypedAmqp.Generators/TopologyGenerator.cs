using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators;

/// <summary>
/// Emits publishers, consumers, RPC stubs and the topology. Only the pipeline is here: declarations are parsed to models that compare by value, and
/// each file depends on the models that it is made of.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TopologyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // An edit that changes no declaration ends here.
        var snapshot = context.CompilationProvider.Select(DeclarationSnapshot.Of).WithTrackingName(TrackingNames.Snapshot);
        var parsed = snapshot
            .Select(static (snapshot, cancellation) => AssemblyParser.Parse(snapshot.Compilation, cancellation))
            .WithTrackingName(TrackingNames.Parsed);
        var referenced = snapshot
            .Select(static (snapshot, cancellation) => ReferencedManifests.Of(snapshot.Compilation, cancellation))
            .WithTrackingName(TrackingNames.Referenced);

        var assembly = parsed.Select(static (parsed, _) => parsed.Assembly).WithTrackingName(TrackingNames.Assembly);
        var exchanges = assembly.SelectMany(static (assembly, _) => assembly.Exchanges).WithTrackingName(TrackingNames.Exchanges);
        var queues = assembly.SelectMany(static (assembly, _) => assembly.Queues).WithTrackingName(TrackingNames.Queues);
        var services = assembly.SelectMany(static (assembly, _) => assembly.Services).WithTrackingName(TrackingNames.Services);
        var handlers = parsed.SelectMany(static (parsed, _) => parsed.Handlers).WithTrackingName(TrackingNames.Handlers);
        var surroundings = assembly.Combine(referenced)
            .Select(static (all, _) => EmissionContext.Create(all.Left, ReferencedManifests.SharedContracts(all.Right)))
            .WithTrackingName(TrackingNames.Context);

        // What can arrive in a queue depends on every declaration; its consumer is emitted anew only if the answer changed.
        var naming = snapshot.Select(static (snapshot, _) => NamingParser.Parse(snapshot.Compilation)).WithTrackingName(TrackingNames.Naming);
        var consumers = assembly.Combine(referenced).Combine(naming)
            .SelectMany(
                static (all, cancellation) => Consumers(all.Left.Left, ReferencedManifests.Declarations(all.Left.Right), all.Right, cancellation))
            .WithTrackingName(TrackingNames.Consumers);
        var manifest = parsed
            .Select(static (parsed, _) => Manifest.Create(parsed.Assembly, parsed.Contracts, parsed.Json))
            .WithTrackingName(TrackingNames.Manifest);
        var problems = parsed.Combine(context.CompilationProvider)
            .SelectMany(static (all, cancellation) => all.Left.HasProblems
                ? AssemblyParser.Problems(all.Right, all.Left.Assembly, cancellation)
                : []);

        context.RegisterSourceOutput(problems, static (output, problem) => output.ReportDiagnostic(problem));
        context.RegisterSourceOutput(manifest, static (output, manifest) =>
        {
            if (!manifest.IsEmpty)
            {
                output.AddSource(ManifestEmitter.HintName, ManifestEmitter.Emit(manifest));
            }
        });

        context.RegisterSourceOutput(exchanges.Combine(surroundings), static (output, item) =>
        {
            (ExchangeModel exchange, EmissionContext surroundings) = item;
            Add(output, surroundings, exchange.Type, "Exchange", () => ExchangeEmitter.Emit(exchange));
            Add(
                output,
                surroundings,
                exchange.Type,
                "Publisher",
                () => ExchangeEmitter.EmitPublisher(exchange, surroundings.JsonOf(exchange.Topology)));
        });
        context.RegisterSourceOutput(queues.Combine(surroundings), static (output, item) =>
        {
            (QueueModel queue, EmissionContext surroundings) = item;
            Add(output, surroundings, queue.Type, "Queue", () => QueueEmitter.Emit(queue));
            if (queue.Sends.Count > 0)
            {
                Add(output, surroundings, queue.Type, "Sender", () => QueueEmitter.EmitPublisher(queue, surroundings.JsonOf(queue.Topology)));
            }
        });
        context.RegisterSourceOutput(consumers.Combine(surroundings), static (output, item) =>
            Add(output, item.Right, item.Left.Type, "Consumer", () => ConsumerEmitter.Emit(item.Left, item.Right.JsonOf(item.Left.Topology))));
        context.RegisterSourceOutput(handlers.Combine(consumers.Collect()).Combine(surroundings), static (output, item) =>
        {
            ((HandlerModel handler, ImmutableArray<ConsumerModel> consumers), EmissionContext surroundings) = item;
            if (IgnoringEmitter.Emit(handler, consumers) is string source)
            {
                Add(output, surroundings, handler.Type, "Ignored", () => source);
            }
        });
        context.RegisterSourceOutput(services.Combine(surroundings), static (output, item) =>
            Add(output, item.Right, item.Left.Type, "Service", () => RpcServiceEmitter.Emit(item.Left, item.Right.JsonOf(item.Left.Topology))));
        context.RegisterSourceOutput(assembly, static (output, assembly) =>
        {
            HashSet<string> written = new(StringComparer.OrdinalIgnoreCase);
            foreach (AssemblyModel part in assembly.ByTopology)
            {
                if (part.Topology.Name is string name && written.Add(TopologyEmitter.ClassName(name)))
                {
                    output.AddSource(TopologyEmitter.ClassName(name) + ".g.cs", TopologyEmitter.Emit(part));
                }
            }
        });
    }

    private static IEnumerable<ConsumerModel> Consumers(
        AssemblyModel assembly, DeclarationSet referenced, NamingModel naming, CancellationToken cancellation)
    {
        RoutingGraph graph = RoutingGraph.Create(
            assembly.Exchanges.Concat(referenced.Exchanges), assembly.Queues.Concat(referenced.Queues), cancellation);

        // No method can take what cannot be named here; a diagnostic says so.
        return assembly.Queues.Select(queue => new ConsumerModel(
            queue.Type, queue.Name, graph.ArrivalsIn(queue)
                .Where(arrival => naming.CanName(arrival.Message))
                .ToEquatableArray(), queue.Ignored, queue.Topology)
        {
            OrderBy = queue.OrderBy,
        });
    }

    private static void Add(SourceProductionContext output, EmissionContext surroundings, TypeModel type, string kind, Func<string> emit)
    {
        // A generic or static type has no other part that could be written; a diagnostic says so.
        if (type.IsExtensible)
        {
            output.AddSource(HintNames.For(type, kind, surroundings.AmbiguousNames), emit());
        }
    }
}
