using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TypedAmqp.Generators.Tests.Caching;

/// <summary>An editor gives up on a version of a file with the next key that is pressed: then nothing runs on, and the next version is as right as ever.</summary>
public sealed class CancellationTests
{
    [Fact]
    public void TheGeneratorGivesUpAndStartsAnew()
    {
        CSharpCompilation compilation = TestCompilation.Create(ShopExample.Declarations);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new TopologyGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions);
        Assert.ThrowsAny<OperationCanceledException>(() => driver.RunGenerators(compilation, new CancellationToken(canceled: true)));

        GeneratorRunResult result = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Contains(result.GeneratedSources, static source => source.HintName == "ShopTopology.g.cs");
    }

    [Fact]
    public async Task WhatOneAnalysisGivesUpAnotherAnswers()
    {
        Compilation generated = TestCompilation.Generate(TestCompilation.Create(ShopExample.Declarations)).Compilation;
        Exception? failure = null;
        CompilationWithAnalyzersOptions options = new(new AnalyzerOptions([]), (exception, _, _) => failure = exception, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        for (int delay = 0; delay < 20; delay++)
        {
            using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(delay));
            try
            {
                await generated.WithAnalyzers(TestCompilation.Analyzers, options).GetAnalyzerDiagnosticsAsync(cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                continue;
            }
        }

        await generated.WithAnalyzers(TestCompilation.Analyzers, options).GetAnalyzerDiagnosticsAsync();
        Assert.Null(failure);
    }
}
