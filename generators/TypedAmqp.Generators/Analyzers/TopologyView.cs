using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// Everything that a compilation and its references declare, for all analyzers of that compilation: each declaration is parsed once. It is computed
/// when first asked for: while someone types in another part of a program, nobody asks.
/// </summary>
internal sealed class TopologyView
{
    private static readonly ConditionalWeakTable<Compilation, TopologyView> Views = new();

    private readonly ConcurrentDictionary<ISymbol, ExchangeModel?> _exchanges = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, QueueModel?> _queues = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;
    private Declarations? _declarations;
    private DeclarationSet? _lowered;
    private RoutingGraph? _graph;
    private Reachability? _reachability;
    private TopologyModel? _topology;
    private Consumers? _consumers;

    private TopologyView(Compilation compilation)
    {
        _compilation = compilation;
        IsClosed = compilation.Assembly.Has(MetadataNames.ClosedTopology);
    }

    /// <summary>Whether the compilation says that it, with its references, is the whole world.</summary>
    public bool IsClosed { get; }

    /// <summary>Whether the compilation is no program by itself.</summary>
    public bool IsLibrary => _compilation.Options.OutputKind is OutputKind.DynamicallyLinkedLibrary or OutputKind.NetModule;

    /// <summary>What the assembly says of its topology as a whole.</summary>
    public TopologyModel Topology => Volatile.Read(ref _topology) ?? Keep(ref _topology, TopologyParser.Parse(_compilation.Assembly));

    public static TopologyView Of(Compilation compilation) => Views.GetValue(compilation, static compilation => new TopologyView(compilation));

    /// <summary>The <c>JsonSerializerContext</c>s of referenced assemblies.</summary>
    public JsonContexts Contexts => field ??= new JsonContexts(null, ReferencedManifests.SharedContracts(ReferencedManifests.Of(_compilation)));

    /// <summary>Which contracts the compilation can name.</summary>
    public NamingModel Naming => field ??= NamingParser.Parse(_compilation);

    /// <summary>A type by its name for emitted code, in this compilation or a referenced assembly; null when there is none.</summary>
    public INamedTypeSymbol? Find(string typeName) =>
        DocumentationCommentId.GetFirstSymbolForDeclarationId("T:" + typeName.Replace("global::", ""), _compilation) as INamedTypeSymbol;

    // Analyzers run at the same time, each with a token of its own: two may compute one answer, but none waits for one that is given up.

    /// <summary>The exchange that a class declares, or null.</summary>
    public ExchangeModel? Exchange(INamedTypeSymbol symbol, CancellationToken cancellationToken) =>
        _exchanges.TryGetValue(symbol, out ExchangeModel? known)
            ? known
            : _exchanges.GetOrAdd(symbol, ExchangeParser.Parse(symbol, cancellationToken));

    /// <summary>The queue that a class declares, or null.</summary>
    public QueueModel? Queue(INamedTypeSymbol symbol, CancellationToken cancellationToken) =>
        _queues.TryGetValue(symbol, out QueueModel? known) ? known : _queues.GetOrAdd(symbol, QueueParser.Parse(symbol, cancellationToken));

    /// <summary>The declarations of this compilation, in the order of files and lines, and those of its references.</summary>
    public Declarations Declarations(CancellationToken cancellationToken) =>
        Volatile.Read(ref _declarations) ?? Keep(ref _declarations, Analyzers.Declarations.Read(_compilation, cancellationToken));

    /// <summary>What the retries of all queues become on the broker.</summary>
    public DeclarationSet Lowered(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _lowered) is DeclarationSet known)
        {
            return known;
        }

        Declarations declarations = Declarations(cancellationToken);
        QueueModel[] queues = [.. declarations.Referenced.Queues.Concat(declarations.Own.Queues).Where(static queue => queue.Retry is not null)];
        return Keep(ref _lowered, new DeclarationSet(
            queues.SelectMany(RetryLowering.Exchanges).ToEquatableArray(), queues.SelectMany(RetryLowering.Queues).ToEquatableArray()));
    }

    /// <summary>How they hang together.</summary>
    public RoutingGraph Graph(CancellationToken cancellationToken) =>
        Volatile.Read(ref _graph) ?? Keep(ref _graph, GraphCache.Get(Declarations(cancellationToken).All, cancellationToken));

    /// <summary>Where published messages end, if this is all there is.</summary>
    public Reachability Reachability(CancellationToken cancellationToken) =>
        Volatile.Read(ref _reachability) ?? Keep(ref _reachability, new Reachability(Graph(cancellationToken)));

    /// <summary>Who handles and serves, in this compilation and its references.</summary>
    public Consumers Consumers(CancellationToken cancellationToken) =>
        Volatile.Read(ref _consumers) ?? Keep(ref _consumers, Analyzers.Consumers.Read(_compilation, cancellationToken));

    private static T Keep<T>(ref T? field, T computed)
        where T : class => Interlocked.CompareExchange(ref field, computed, null) ?? computed;
}
