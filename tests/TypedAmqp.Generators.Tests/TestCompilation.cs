using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TypedAmqp.Generators.Tests;

/// <summary>Programs compiled in memory against TypedAmqp, with its generators and analyzers.</summary>
internal static class TestCompilation
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks; global using TypedAmqp;";

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    // A source that does not speak of a topology is a part of a program that has one.
    private static readonly KeyValuePair<string, ReportDiagnostic>[] WithinATopology = [new("TAMQP015", ReportDiagnostic.Suppress)];

    private static readonly Assembly Generators = typeof(Model.KeyTemplate).Assembly;

    private static readonly Lazy<Assembly> JsonGenerators = new(LoadJsonGenerators);

    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => IsFramework(Path.GetFileName(path)))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [.. Generators.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    public static CSharpCompilation Create(string source, params IEnumerable<MetadataReference> references) => CSharpCompilation.Create(
        "Test",
        [Parse(source, "Test.cs"), Parse(Usings, "Usings.cs")],
        [.. References, .. references, .. SourceComments.Assemblies(source)],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            specificDiagnosticOptions: source.Contains("Topology(\"", StringComparison.Ordinal) ? [] : WithinATopology,
            nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    /// <summary>The compilation with everything that the generators write, and what they report.</summary>
    public static (Compilation Compilation, ImmutableArray<Diagnostic> Reported) Generate(Compilation compilation)
    {
        bool hasContext = compilation.SyntaxTrees.Any(static tree => tree.ToString().Contains("JsonSerializerContext", StringComparison.Ordinal));
        IEnumerable<ISourceGenerator> generators = GeneratorsOf(Generators).Concat(hasContext ? GeneratorsOf(JsonGenerators.Value) : []);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(generators, parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out ImmutableArray<Diagnostic> reported);
        Exception? failure = driver.GetRunResult().Results
            .Where(static result => result.Generator.GetGeneratorType().Assembly == Generators)
            .Select(static result => result.Exception)
            .FirstOrDefault(static exception => exception is not null);
        return failure is null ? (generated, reported) : throw new InvalidOperationException("A generator failed.", failure);
    }

    /// <summary>Everything that generators and analyzers say, in the order of the source. An analyzer that throws fails the test.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnoseAsync(Compilation compilation)
    {
        (Compilation generated, ImmutableArray<Diagnostic> reported) = Generate(compilation);
        Exception? failure = null;
        CompilationWithAnalyzersOptions options = new(
            SourceComments.Options(generated), (exception, _, _) => failure = exception, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        ImmutableArray<Diagnostic> analyzed = await generated.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync();
        if (failure is not null)
        {
            throw new InvalidOperationException("An analyzer failed.", failure);
        }

        return [.. reported.Concat(analyzed)
            .OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Emitted files keep to themselves what users cannot change. Here they do not: apart from what contracts say of themselves, nothing may be wrong
    /// with them.
    /// </summary>
    public static Compilation Outspoken(Compilation generated)
    {
        foreach (SyntaxTree tree in generated.SyntaxTrees)
        {
            string text = tree.ToString();
            string outspoken = text.Replace("#pragma warning disable //", "#pragma warning disable CS0612, CS0618 //", StringComparison.Ordinal);
            generated = text == outspoken
                ? generated
                : generated.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(outspoken, tree.Encoding)));
        }

        return generated;
    }

    /// <summary>Errors and warnings of the compiler itself, emitted code included. Only users' code may lack documentation (CS1591).</summary>
    public static IReadOnlyList<Diagnostic> CompilerProblems(Compilation compilation) =>
        [.. Outspoken(Generate(compilation).Compilation).GetDiagnostics().Where(static diagnostic =>
            diagnostic.Severity >= DiagnosticSeverity.Warning
                && (diagnostic.Id != "CS1591" || diagnostic.Location.SourceTree?.FilePath != "Test.cs"))];

    /// <summary>A compiled library to reference; it must have no errors.</summary>
    public static MetadataReference Library(string name, string source, params IEnumerable<MetadataReference> references)
    {
        (Compilation generated, _) = Generate(Create(source, references).WithAssemblyName(name));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = generated.Emit(image);
        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static IEnumerable<ISourceGenerator> GeneratorsOf(Assembly assembly) => assembly.GetTypes()
        .Where(static type => typeof(IIncrementalGenerator).IsAssignableFrom(type) && !type.IsAbstract)
        .Select(static type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator());

    /// <summary>System.Text.Json's generator, which comes with the SDK: users' contexts are partial classes without it.</summary>
    private static Assembly LoadJsonGenerators()
    {
        string root = Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        string version = Directory.GetDirectories(root, Environment.Version.Major + ".*").Order(StringComparer.Ordinal).Last();
        return Assembly.LoadFrom(Path.Combine(version, "analyzers", "dotnet", "cs", "System.Text.Json.SourceGeneration.dll"));
    }

    private static bool IsFramework(string file) =>
        file.StartsWith("System.", StringComparison.Ordinal)
            || file is "mscorlib.dll" or "netstandard.dll" or "Microsoft.CSharp.dll" or "TypedAmqp.dll" or "TypedAmqp.Protocol.dll";
}
