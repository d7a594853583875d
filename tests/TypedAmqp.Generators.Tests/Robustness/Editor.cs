using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedAmqp.Generators.Tests.Robustness;

/// <summary>
/// An editor with a file open: each version of it goes through the same generator driver, as in an editor, and through every analyzer. An exception
/// from either is the result of the version.
/// </summary>
internal sealed class Editor
{
    private CSharpCompilation _compilation = TestCompilation.Create("");
    private GeneratorDriver _driver = CSharpGeneratorDriver.Create(
        [new TopologyGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions);

    public async Task<Exception?> ShowAsync(string source)
    {
        _compilation = _compilation.ReplaceSyntaxTree(
            _compilation.SyntaxTrees.Single(static tree => tree.FilePath == "Test.cs"), TestCompilation.Parse(source, "Test.cs"));
        _driver = _driver.RunGeneratorsAndUpdateCompilation(_compilation, out Compilation generated, out _);
        Exception? failure = _driver.GetRunResult().Results.Single().Exception;
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions([]), (exception, _, _) => failure ??= exception, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        await generated.WithAnalyzers(TestCompilation.Analyzers, options).GetAnalyzerDiagnosticsAsync();
        return failure;
    }
}
