using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Manifests.Changes;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>Across assemblies, and against the lock file: TAMQP701 to 712.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReleaseAnalyzer : DiagnosticAnalyzer
{
    private readonly SourceTextValueProvider<LockFile> _files = new(static text => LockFile.Read(text.ToString()));

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        ReleaseRules.PropertyRequired,
        ReleaseRules.PropertyChanged,
        ReleaseRules.EnumMemberAdded,
        ReleaseRules.QueueChanged,
        ReleaseRules.ExchangeChanged,
        ReleaseRules.BindingRemoved,
        ReleaseRules.KeyChanged,
        ReleaseRules.DeclaredDifferently,
        ReleaseRules.ManifestUnreadable,
        ReleaseRules.LockFileStale,
        ReleaseRules.WireNameChanged,
        ReleaseRules.NobodyDeclares,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            LockFile? file = null;
            foreach (AdditionalText additional in start.Options.AdditionalFiles)
            {
                if (Path.GetFileName(additional.Path) == LockFile.Name
                    && additional.GetText(start.CancellationToken) is { } text
                    && start.TryGetValue(text, _files, out LockFile? read))
                {
                    file = read;
                }
            }

            Release release = new(start.Compilation, file, Release.IsAskedFor(start.Options));
            TopologyView view = TopologyView.Of(start.Compilation);
            start.RegisterSymbolAction(context => AnalyzeType(context, release, view), SymbolKind.NamedType);
            start.RegisterSemanticModelAction(context => AnalyzeAssembly(context, release));
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context, Release release, TopologyView view)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.Symbol;
        foreach (Change change in release.Changes[symbol.EmittedName()])
        {
            context.ReportDiagnostic(Diagnostic.Create(
                change.Rule,
                ChangeLocation.Of(change, symbol, context.CancellationToken),
                Remedy.ToProperties(ChangeLocation.Remedies(change, symbol, context.CancellationToken)),
                change.Arguments));
        }

        if (view.IsClosed)
        {
            CheckExternal(context, symbol, view);
        }
    }

    private static void CheckExternal(SymbolAnalysisContext context, INamedTypeSymbol symbol, TopologyView view)
    {
        CancellationToken cancellation = context.CancellationToken;
        if (view.Exchange(symbol, cancellation) is { External: true, Name.Length: > 0 } exchange
            && !IsTheBrokers(exchange.Name)
            && view.Declarations(cancellation).All.Exchanges.All(other => other.External || other.Name != exchange.Name))
        {
            Report(symbol.Attribute(MetadataNames.Exchange)!.Value, "exchange", exchange.Name);
        }

        if (view.Queue(symbol, cancellation) is { External: true, Name.Length: > 0 } queue
            && !IsTheBrokers(queue.Name)
            && view.Declarations(cancellation).All.Queues.All(other => other.External || other.Name != queue.Name))
        {
            Report(symbol.Attribute(MetadataNames.Queue)!.Value, "queue", queue.Name);
        }

        void Report(AttributeReader attribute, string what, string name) =>
            context.ReportDiagnostic(Diagnostic.Create(ReleaseRules.NobodyDeclares, ArgumentPlace.Name(attribute, cancellation), what, name));
    }

    private static bool IsTheBrokers(string name) => name.StartsWith("amq.", StringComparison.Ordinal);

    /// <summary>What concerns the assembly as a whole stands at its attribute, or else in its first file.</summary>
    private static void AnalyzeAssembly(SemanticModelAnalysisContext context, Release release)
    {
        Compilation compilation = context.SemanticModel.Compilation;
        AttributeData? attribute =
            (compilation.Assembly.Attribute(MetadataNames.Topology) ?? compilation.Assembly.Attribute(MetadataNames.ClosedTopology))?.Data;
        SyntaxTree? place = attribute?.ApplicationSyntaxReference?.SyntaxTree ?? compilation.SyntaxTrees.FirstOrDefault();
        if (place != context.SemanticModel.SyntaxTree)
        {
            return;
        }

        Location location = attribute is null ? Location.None : AttributeExpressions.Whole(attribute, context.CancellationToken);
        if (release.Problem is string problem)
        {
            context.ReportDiagnostic(Diagnostic.Create(ReleaseRules.LockFileStale, location, problem));
        }

        EquatableArray<ManifestReading> readings = ReferencedManifests.Of(compilation, context.CancellationToken);
        foreach (ManifestReading reading in readings)
        {
            if (reading.Problem is not null)
            {
                context.ReportDiagnostic(Diagnostic.Create(ReleaseRules.ManifestUnreadable, location, reading.Assembly, reading.Problem));
            }
        }

        Manifest[] manifests = [.. readings.Select(static reading => reading.Manifest).OfType<Manifest>()];
        for (int first = 0; first < manifests.Length; first++)
        {
            for (int second = first + 1; second < manifests.Length; second++)
            {
                foreach ((string what, string name, Difference difference) in Differences(manifests[first], manifests[second]))
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        ReleaseRules.DeclaredDifferently,
                        location,
                        manifests[first].Assembly,
                        manifests[second].Assembly,
                        what,
                        name,
                        difference.Property,
                        difference.There,
                        difference.Here));
                }
            }
        }
    }

    private static IEnumerable<(string What, string Name, Difference Difference)> Differences(Manifest first, Manifest second)
    {
        foreach ((ExchangeModel here, ExchangeModel there) in ManifestComparer.Both(
            ManifestComparer.Own(first), ManifestComparer.Own(second), static exchange => exchange.Name))
        {
            if (Difference.Between(there, here) is Difference difference)
            {
                yield return ("exchange", here.Name, difference);
            }
        }

        foreach ((QueueModel here, QueueModel there) in ManifestComparer.Both(
            ManifestComparer.Declared(first), ManifestComparer.Declared(second), static queue => queue.Name))
        {
            if (Difference.Between(there, here) is Difference difference)
            {
                yield return ("queue", here.Name, difference);
            }
        }
    }
}
