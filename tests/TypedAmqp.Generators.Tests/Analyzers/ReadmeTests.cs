using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>The C# of the README and of the guide compiles as it stands, and the compiler says what the README says that it does.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] Examples = ExamplesIn("README.md");

    // Its first two belong together; the others go with the README's first.
    private static readonly string[] Guide = ExamplesIn("src", "TypedAmqp", "README.md");

    [Fact]
    public async Task The_first_example_compiles() => Assert.Empty(await ProblemsAsync(Examples[0]));

    [Fact]
    public async Task The_language_and_its_calls_compile() =>
        Assert.Empty(await ProblemsAsync(Guide[0] + Guide[1] + "public static class Program { public static void Main() { } }"));

    [Fact]
    public async Task The_other_examples_compile_beside_the_first()
    {
        string[] others = [.. Examples.Skip(1), .. Guide.Skip(2)];
        Assert.Equal(8, others.Length);
        string code = string.Concat(others.Select(static (code, i) =>
            code.StartsWith("public ", StringComparison.Ordinal)
                ? code
                : $"public static class Example{i} {{ public static async Task RunAsync() {{ {code} }} }}"));
        Assert.Empty(await ProblemsAsync(
            "using System.Buffers; using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting;\n"
                + "using TypedAmqp.Protocol; using TypedAmqp.Testing;\n" + Examples[0] + code,
            from type in (Type[])[typeof(Testing.TestBroker), typeof(TypedAmqpServiceCollectionExtensions), typeof(Host), typeof(IHost),
                typeof(IServiceCollection)]
            select MetadataReference.CreateFromFile(type.Assembly.Location)));
    }

    [Theory]
    [InlineData("order.{Region}.cancelled", "order.{Region}.canceled", "TAMQP301")]
    [InlineData(", \"order.*.cancelled\"", "", "TAMQP301")]
    [InlineData("public ValueTask HandleAsync(OrderCancelled", "public ValueTask Other(OrderCancelled", "CS0535")]
    [InlineData("[JsonSerializable(typeof(OrderCancelled))]", "", "TAMQP214")]
    public async Task A_mistake_in_it_is_an_error(string right, string wrong, string id)
    {
        Assert.Contains(right, Examples[0]);
        Assert.Contains(
            await ProblemsAsync(Examples[0].Replace(right, wrong)), problem => problem.Id == id && problem.Severity == DiagnosticSeverity.Error);
    }

    private static async Task<IReadOnlyList<Diagnostic>> ProblemsAsync(string source, params IEnumerable<MetadataReference> references)
    {
        CSharpCompilation compilation = TestCompilation.Create(source, references);
        compilation = compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication));
        return [.. TestCompilation.CompilerProblems(compilation), .. await TestCompilation.DiagnoseAsync(compilation)];
    }

    private static string[] ExamplesIn(params string[] path) =>
        [.. Blocks().Matches(File.ReadAllText(Path.Combine([Root(), .. path]))).Select(static block => block.Groups["code"].Value)];

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "TypedAmqp.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder!;
    }

    [GeneratedRegex("^```csharp\\r?\\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
