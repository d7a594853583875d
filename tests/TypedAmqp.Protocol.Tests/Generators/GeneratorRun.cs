using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Protocol.Generators;

namespace TypedAmqp.Protocol.Tests.Generators;

/// <summary>The generator, run on a table of one's own.</summary>
internal static class GeneratorRun
{
    /// <summary>The table of this project.</summary>
    public static string RealTable
    {
        get
        {
            using StreamReader reader = new(typeof(GeneratorRun).Assembly.GetManifestResourceStream("Methods.amqp")!);
            return reader.ReadToEnd();
        }
    }

    public static CSharpCompilation Compilation { get; } = CSharpCompilation.Create(
        "Wire", [CSharpSyntaxTree.ParseText("class Unrelated;")], options: new(OutputKind.DynamicallyLinkedLibrary));

    public static GeneratorDriver Driver(AdditionalText table) => CSharpGeneratorDriver.Create(
        [new ProtocolGenerator().AsSourceGenerator()],
        [table],
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static GeneratorDriverRunResult Run(string table) =>
        Driver(new InMemoryText("/wire/Methods.amqp", table)).RunGenerators(Compilation).GetRunResult();

    /// <summary>The sources written, by hint name.</summary>
    public static IReadOnlyDictionary<string, string> Sources(this GeneratorDriverRunResult result) =>
        result.Results.Single().GeneratedSources.ToDictionary(static source => source.HintName, static source => source.SourceText.ToString());
}
