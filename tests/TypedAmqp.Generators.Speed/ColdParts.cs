using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Parsing;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Speed;

/// <summary>Where the time of a cold run goes.</summary>
internal static class ColdParts
{
    public static IEnumerable<(string Part, TimeSpan Time)> Measure()
    {
        CSharpCompilation compilation = LargeSolution.Create();
        CSharpGeneratorDriver.Create([new BindingOnly().AsSourceGenerator()], parseOptions: LargeSolution.ParseOptions).RunGenerators(compilation);
        DeclarationSnapshot? snapshot = null;
        yield return ("reading files", Measurement.Time(() => snapshot = DeclarationSnapshot.Of(compilation, default)));
        ParsedAssembly? parsed = null;
        yield return ("asking symbols", Measurement.Time(() => parsed = AssemblyParser.Parse(compilation, default)));
        RoutingGraph? graph = null;
        yield return ("routing", Measurement.Time(() => graph = RoutingGraph.Create(parsed!.Assembly.Exchanges, parsed.Assembly.Queues)));
        yield return ("arrivals", Measurement.Time(() => _ = parsed!.Assembly.Queues.Select(queue => graph!.ArrivalsIn(queue)).ToArray()));
        Manifest? manifest = null;
        yield return ("the manifest", Measurement.Time(() => manifest = Manifest.Create(parsed!.Assembly, parsed.Contracts, parsed.Json)));
        string text = "";
        yield return ("writing it", Measurement.Time(() => text = ManifestText.Write(manifest!)));
        yield return ("(reading it elsewhere)", Measurement.Time(() => ManifestText.Read(text)));
    }
}
