using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedAmqp.Manifests.Tests;

/// <summary>Declarations compiled with the generator and its analyzers, as a project would be.</summary>
internal sealed record CompiledTopology(string Path, ImmutableArray<Diagnostic> Diagnostics)
{
    private static readonly Assembly Generators = Assembly.LoadFrom(System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "..", "generators", "TypedAmqp.Generators", "bin", Configuration, "netstandard2.0",
        "TypedAmqp.Generators.dll")));

    private static string Configuration => AppContext.BaseDirectory.Contains(
        $"{System.IO.Path.DirectorySeparatorChar}Release{System.IO.Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    public TopologyModel Model => Assert.Single(TopologyModel.Read(AssemblyManifest.Read(Path)));

    public static async Task<CompiledTopology> CreateAsync(string folder, string source, bool isAnalyzed = true)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator)
            .Where(path => !System.IO.Path.GetFileName(path).StartsWith("TypedAmqp.Manifests", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Imported" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview), "Imported.cs")],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        ISourceGenerator generator = ((IIncrementalGenerator)Activator.CreateInstance(
            Generators.GetType("TypedAmqp.Generators.TopologyGenerator", throwOnError: true)!)!).AsSourceGenerator();
        CSharpGeneratorDriver.Create([generator], parseOptions: new CSharpParseOptions(LanguageVersion.Preview))
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out ImmutableArray<Diagnostic> generated);
        ImmutableArray<DiagnosticAnalyzer> analyzers =
        [
            .. (isAnalyzed ? Generators.GetTypes() : []).Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
                .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];
        ImmutableArray<Diagnostic> analyzed = isAnalyzed ? await complete.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync() : [];
        string path = System.IO.Path.Combine(folder, compilation.AssemblyName + ".dll");
        complete.Emit(path);
        return new CompiledTopology(path, [.. complete.GetDiagnostics(), .. generated, .. analyzed]);
    }
}
