using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Tests.Caching;

/// <summary>
/// An editor gives up on a version of a file with the next key that is pressed: then nothing runs on, and the next version is as right as ever.
/// </summary>
public sealed class CancellationTests
{
    [Fact]
    public void TheGeneratorGivesUpAndStartsAnew()
    {
        CSharpCompilation compilation = TestCompilation.Create(ShopExample.Declarations);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopologyGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions);
        Assert.ThrowsAny<OperationCanceledException>(() => driver.RunGenerators(compilation, new CancellationToken(canceled: true)));

        GeneratorRunResult result = driver.RunGenerators(compilation).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.Contains(result.GeneratedSources, static source => source.HintName == "ShopTopology.g.cs");
    }

    [Fact]
    public void NoFurtherTypeIsReadOnceItIsCancelled()
    {
        const int count = 200;
        const int last = 10;
        CSharpCompilation compilation = TestCompilation.Create(
            string.Concat(Enumerable.Range(0, count).Select(static number => $"[Queue(\"q{number}\")] public partial class Q{number};\n")));
        using CancellationTokenSource cancellation = new();
        int read = 0;
        DeclarationCache<string> cache = new(static type => type.IsAttributed, (type, _) =>
        {
            if (++read == last)
            {
                cancellation.Cancel();
            }

            return type.Name;
        });
        Assert.ThrowsAny<OperationCanceledException>(() => cache.Of(compilation, cancellation.Token));
        Assert.Equal(last, read);

        // Nothing half done was kept.
        Assert.Equal(count, cache.Of(compilation, CancellationToken.None).Count);
        Assert.Equal(last + count, read);
    }

    [Fact]
    public void NoContractIsFollowedOnceItIsCancelled()
    {
        using CancellationTokenSource cancellation = new();
        Assert.ThrowsAny<OperationCanceledException>(() => RoutingGraph.Create(Exchanges(), [], cancellation.Token));

        IEnumerable<ExchangeModel> Exchanges()
        {
            ParsedAssembly parsed = AssemblyParser.Parse(
                TestCompilation.Create(ShopExample.Declarations), AssemblyParser.NewCache(), CancellationToken.None);
            cancellation.Cancel();
            return parsed.Assembly.Exchanges;
        }
    }

    [Fact]
    public async Task WhatOneAnalysisGivesUpAnotherAnswers()
    {
        Compilation generated = TestCompilation.Generate(TestCompilation.Create(ShopExample.Declarations)).Compilation;
        Exception? failure = null;
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions([]), (exception, _, _) => failure = exception, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
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
