using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>What the generator emits for a program.</summary>
internal static class Emitted
{
    /// <summary>The emitted files by name, without the extension.</summary>
    public static SortedDictionary<string, string> Files(string source) => Files(TestCompilation.Create(source));

    public static SortedDictionary<string, string> Files(Compilation compilation)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (GeneratedSourceResult file in Run(compilation).GeneratedSources)
        {
            files.Add(file.HintName[..^".g.cs".Length], file.SourceText.ToString());
        }

        return files;
    }

    public static GeneratorRunResult Run(Compilation compilation)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopologyGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions);
        GeneratorRunResult result = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }

    /// <summary>What the compiler says about the program with what is emitted for it: warnings too, and emitted code has to be documented.</summary>
    public static ImmutableArray<Diagnostic> Diagnostics(string source)
    {
        (Compilation compilation, _) = TestCompilation.Generate(TestCompilation.Create(source));
        return [.. TestCompilation.Outspoken(compilation)
            .GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !IsOfTheProgram(diagnostic))];
    }

    private static bool IsOfTheProgram(Diagnostic diagnostic) => diagnostic.Id == "CS1591" && diagnostic.Location.SourceTree?.FilePath == "Test.cs";

    public static void AssertCompiles(string source)
    {
        ImmutableArray<Diagnostic> diagnostics = Diagnostics(source);
        Assert.True(diagnostics.IsEmpty, string.Join(Environment.NewLine, diagnostics));
    }
}
