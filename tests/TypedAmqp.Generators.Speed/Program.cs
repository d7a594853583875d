using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators;
using TypedAmqp.Generators.Speed;

// How long generator and analyzers take in a large solution. With --check the exit code says whether the limits hold.
const int rounds = 15;
const int before = 40;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
bool isChecked = args.Contains("--check");
bool isWithin = true;

CSharpCompilation compilation = LargeSolution.Create();
Console.WriteLine(
    $"{LargeSolution.Contracts} contracts, {LargeSolution.Exchanges} exchanges, {LargeSolution.Queues} queues; the processor's time, least of {rounds} rounds (median)");

// The very first run, with everything still to be compiled; the compiler's own part is measured apart, on the same compilation.
GeneratorDriver binding = Driver(new BindingOnly());
TimeSpan firstBinding = Measurement.Time(() => binding = binding.RunGenerators(compilation));
GeneratorDriver driver = Driver(new TopologyGenerator());
Stopwatch watch = Stopwatch.StartNew();
TimeSpan first = Measurement.Time(() => driver = driver.RunGenerators(compilation));
Report("cold run, the first of the process", new Measurement(first, first), TimeSpan.FromSeconds(1));
Console.WriteLine($"  by the clock on the wall, other people's work included: {watch.Elapsed.TotalMilliseconds:0} ms");
Console.WriteLine($"  the compiler's own binding before it: {firstBinding.TotalMilliseconds:0} ms");

Measurement cold = await Measurement.OfAsync(3, _ =>
{
    CSharpCompilation fresh = LargeSolution.Create();
    Driver(new BindingOnly()).RunGenerators(fresh);
    return Task.FromResult(Measurement.Time(() => Driver(new TopologyGenerator()).RunGenerators(fresh)));
});
Report("cold run, warm process", cold, TimeSpan.FromSeconds(1));
foreach ((string part, TimeSpan time) in ColdParts.Measure())
{
    Console.WriteLine($"  of that: {part} {time.TotalMilliseconds:0} ms");
}

Measurement unrelated = await Measurement.OfAsync(
    rounds, number => Edit(LargeSolution.Unrelated, LargeSolution.UnrelatedSource(number + 100)), before);
Report("generator, unrelated edit", unrelated, TimeSpan.FromMilliseconds(5));
Measurement related = await Measurement.OfAsync(rounds, number => Edit(LargeSolution.Related, LargeSolution.RelatedSource(number + 100)), before);
Report("generator, a key edited", related, null);

ImmutableArray<DiagnosticAnalyzer> analyzers =
    [.. typeof(TopologyGenerator).Assembly.GetTypes()
        .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
        .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];
Measurement inUnrelated = await Measurement.OfAsync(
    rounds, number => AnalyzeAsync(LargeSolution.Unrelated, LargeSolution.UnrelatedSource(number + 200)), before);
Report("analyzers, unrelated edit", inUnrelated, TimeSpan.FromMilliseconds(50));
Measurement inRelated = await Measurement.OfAsync(
    rounds, number => AnalyzeAsync(LargeSolution.Related, LargeSolution.RelatedSource(number + 200)), before);
Report("analyzers, a key edited", inRelated, TimeSpan.FromMilliseconds(50));
Compilation whole = Generated(LargeSolution.Create());
whole.GetDiagnostics();
ImmutableArray<Diagnostic> diagnostics = [];
TimeSpan all = await Measurement.TimeAsync(async () => diagnostics = await whole.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync());
Console.WriteLine($"analyzers, the whole solution: {all.TotalMilliseconds:0} ms, {diagnostics.Length} diagnostics");
foreach (IGrouping<string, Diagnostic> rule in diagnostics.GroupBy(static diagnostic => diagnostic.Id))
{
    Console.WriteLine($"  {rule.Count()} times {rule.First()}");
}

return isChecked && !isWithin ? 1 : 0;

static GeneratorDriver Driver(IIncrementalGenerator generator) =>
    CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: LargeSolution.ParseOptions);

Task<TimeSpan> Edit(string file, string source)
{
    // Another generator has made the compiler bind what it binds for all.
    compilation = Replace(compilation, file, source);
    binding = binding.RunGenerators(compilation);
    return Task.FromResult(Measurement.Time(() => driver = driver.RunGenerators(compilation)));
}

async Task<TimeSpan> AnalyzeAsync(string file, string source)
{
    compilation = Replace(compilation, file, source);
    Compilation generated = Generated(compilation);
    SemanticModel model = generated.GetSemanticModel(generated.SyntaxTrees.Single(tree => tree.FilePath == file));
    model.GetDiagnostics();
    return await Measurement.TimeAsync(
        () => generated.WithAnalyzers(analyzers).GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, CancellationToken.None));
}

Compilation Generated(CSharpCompilation source)
{
    driver = driver.RunGeneratorsAndUpdateCompilation(source, out Compilation generated, out _);
    return generated;
}

static CSharpCompilation Replace(CSharpCompilation compilation, string file, string source)
{
    SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == file);
    return compilation.ReplaceSyntaxTree(tree, LargeSolution.Parse(source, file));
}

void Report(string what, Measurement measured, TimeSpan? limit)
{
    isWithin &= limit is null || measured.Median <= limit;
    string bound = limit is TimeSpan most ? $", limit {most.TotalMilliseconds:0} ms" : "";
    Console.WriteLine($"{what}: {measured.Least.TotalMilliseconds:0.0} ms ({measured.Median.TotalMilliseconds:0.0} ms){bound}");
}
