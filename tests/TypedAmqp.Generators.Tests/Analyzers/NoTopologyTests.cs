using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.CodeFixes;
using TypedAmqp.Generators.Tests.CodeFixes;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>A forgotten topology: TAMQP015.</summary>
public sealed class NoTopologyTests
{
    private const string Forgotten = "// There is no [assembly: Topology(\"shop\")].\n";

    [Theory]
    [InlineData("""[Exchange({|TAMQP015:"e"|})] public partial class E; [Queue("q")] [Binding<E>("k")] public partial class Q;""")]
    [InlineData("""[Exchange("e", External = true)] public partial class E; [Queue({|TAMQP015:"q"|})] [Binding<E>("k")] public partial class Q;""")]
    [InlineData("""[RpcService({|TAMQP015:"s"|})] public interface IService { Task<string> AskAsync(string what); }""")]
    [InlineData("""[Message("m")] public sealed record M(int Id);""")]
    [InlineData("""[Queue("q", External = true)] public partial class Q;""")]
    [InlineData("""[RpcService("s", External = true)] public interface IService { Task<string> AskAsync(string what); }""")]
    public Task TheFirstDeclarationTellsIt(string source) => Expect.DiagnosticsAsync(Forgotten + source);

    [Fact]
    public Task NothingIsToldOfWhatBelongsToATopology() =>
        Expect.DiagnosticsAsync("""[assembly: Topology("shop")] [Queue("q")] public partial class Q;""");

    [Theory]
    [InlineData(OutputKind.DynamicallyLinkedLibrary, 0)]
    [InlineData(OutputKind.ConsoleApplication, 1)]
    public async Task ExchangesOfALibraryBelongToWhoeverBindsToThem(OutputKind kind, int expected)
    {
        CSharpCompilation compilation = TestCompilation.Create(
            Forgotten + """[Exchange("e")] public partial class E; public static class Program { public static void Main() { } }""");
        compilation = compilation.WithOptions(compilation.Options.WithOutputKind(kind));
        Assert.Equal(Enumerable.Repeat("TAMQP015", expected), (await TestCompilation.DiagnoseAsync(compilation)).Select(static told => told.Id));
    }

    [Fact]
    public async Task ItIsToldOnceInTheFirstFile()
    {
        CSharpCompilation compilation = TestCompilation.Create(Forgotten + """[Queue("q")] public partial class Q;""")
            .AddSyntaxTrees(TestCompilation.Parse("""[Queue("b")] public partial class B;""", "B.cs"))
            .AddSyntaxTrees(TestCompilation.Parse("""[Queue("a")] public partial class A;""", "A.cs"))
            .WithAssemblyName("GrandHotel.Contracts");
        Diagnostic told = Assert.Single(await TestCompilation.DiagnoseAsync(compilation));
        Assert.Equal("A.cs", told.Location.SourceTree?.FilePath);
        Assert.EndsWith(
            "add [assembly: Topology(\"grand-hotel\")], which gives the class GrandHotelTopology that a bus connects with",
            told.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task TheFixAddsIt()
    {
        string text = await Fixing.ApplyAsync(
            new RemedyFix(), Forgotten + "using System.Text;\n\n[Queue(\"q\")]\npublic partial class Q;\n", "TAMQP015");
        Assert.Matches("using System.Text;\\s+\\[assembly: Topology\\(\"test\"\\)\\]\\s*\\n\\s*\\[Queue", text);
        await Fixing.AssertSoundAsync(text.Replace("using System.Text;", "", StringComparison.Ordinal));
    }
}
