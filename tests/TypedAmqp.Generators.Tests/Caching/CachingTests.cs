using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Tests.Caching;

/// <summary>
/// What runs again after an edit, and why: for every step that the generator names. An editor asks for all of this with each key that is pressed.
/// </summary>
public sealed class CachingTests
{
    private const string Declarations = """
        [assembly: Topology("shop")]
        namespace Shop;
        [Message("a")] public sealed record A(int N);
        [Message("b")] public sealed record B(int N);
        [Exchange("one", ExchangeType.Topic)] [Publishes<A>("a.{N}")] [Publishes<B>("b.{N}")] public partial class One;
        [Exchange("two", ExchangeType.Topic)] [Publishes<A>("a")] public partial class Two;
        [Queue("q1")] [Binding<One>("a.*")] public partial class Q1;
        [Queue("q2")] [Binding<One>("b.*")] public partial class Q2;
        [Ignore<A>] public partial class H1 : Q1.IConsumer;
        [RpcService("s", Timeout = 1500)] public interface IS { Task<int> M(int n); }
        """;

    private static readonly string[] Steps = [.. typeof(TrackingNames).GetFields().Select(static field => (string)field.GetValue(null)!)];

    [Fact]
    public void AnUnrelatedEditRunsNothingAgain()
    {
        GeneratorRunResult result = Edit(
            Declarations,
            static compilation => compilation.AddSyntaxTrees(TestCompilation.Parse("public class Elsewhere { void M() { } }", "New.cs")));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, TrackingNames.Snapshot));
        AssertNothingChanged(result, Steps.Except([TrackingNames.Snapshot]));
    }

    [Fact]
    public void AnEditOfACommentRunsNothingAgain()
    {
        GeneratorRunResult result = Edit(
            Declarations, static compilation => Replace(compilation, "namespace Shop;", "namespace Shop; // A remark.\n\n"));
        AssertNothingChanged(result, Steps);
    }

    [Fact]
    public void AnEditOfABodyRunsNothingAgain()
    {
        GeneratorRunResult result = Edit(
            Declarations + "public class Handler { int M() => 1; }", static compilation => Replace(compilation, "M() => 1;", "M() => 2;"));
        AssertNothingChanged(result, Steps);
    }

    [Fact]
    public void ARealEditRunsWhatDependsOnIt()
    {
        GeneratorRunResult result = Edit(Declarations, static compilation => Replace(compilation, "[Publishes<A>(\"a\")]", "[Publishes<A>(\"b\")]"));
        Assert.Single(Reasons(result, TrackingNames.Exchanges), static reason => reason == IncrementalStepRunReason.Modified);
        Assert.Single(
            Reasons(result, TrackingNames.Exchanges),
            static reason => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
        Assert.All(Reasons(result, TrackingNames.Queues), AssertUnchanged);
        Assert.All(Reasons(result, TrackingNames.Services), AssertUnchanged);
        Assert.All(Reasons(result, TrackingNames.Context), AssertUnchanged);
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, TrackingNames.Assembly));

        // It was asked again what arrives in the queues, and the answer is the same.
        Assert.All(Reasons(result, TrackingNames.Consumers), AssertUnchanged);
        Assert.Equal(
            ["Shop.Two.Exchange", "Shop.Two.Publisher", "TopologyManifest"],
            Written(result).Where(static name => !name.EndsWith("Topology", StringComparison.Ordinal)));
    }

    [Fact]
    public void ANewContractChangesTheConsumersThatItReaches()
    {
        GeneratorRunResult result = Edit(
            Declarations, static compilation => Replace(compilation, "[Publishes<A>(\"a.{N}\")]", "[Publishes<A>(\"b.{N}\")]"));
        Assert.Equal(2, Reasons(result, TrackingNames.Consumers).Length);
        Assert.All(Reasons(result, TrackingNames.Consumers), static reason => Assert.Equal(IncrementalStepRunReason.Modified, reason));
    }

    [Fact]
    public void AnotherContextIsSeenByAllThatWriteJson()
    {
        GeneratorRunResult result = Edit(
            Declarations + "public class J : System.Text.Json.Serialization.JsonSerializerContext;",
            static compilation => Replace(compilation, "Topology(\"shop\")", "Topology(\"shop\", Json = typeof(Shop.J))"));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, TrackingNames.Assembly));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, TrackingNames.Context));
    }

    [Fact]
    public void EveryStepIsTracked()
    {
        GeneratorRunResult result = Edit(Declarations, static compilation => compilation);
        Assert.Equal(Steps.Order(StringComparer.Ordinal), result.TrackedSteps.Keys.Intersect(Steps).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("static class N { public const string K = \"a\"; } [Queue(N.K)] partial class Q;", "K = \"a\"", "K = \"b\"")]
    [InlineData("enum E { A } [Message(\"m\")] record M(E E);", "{ A }", "{ A, B }")]
    [InlineData("[RpcService(\"s\", Timeout = 1)] interface I { Task M(); }", "M();", "M() => Task.CompletedTask;")]
    [InlineData("#nullable enable\n[Message(\"m\")] record M(string Text);", "#nullable enable", "#nullable disable")]
    [InlineData("[Message(\"m\")] record M(int N) { public int P { get; } }", "get;", "get; set;")]
    public void WhatMattersToDeclarationsIsSeen(string source, string before, string after) => Assert.Equal(
        [IncrementalStepRunReason.Modified], Reasons(Edit(source, compilation => Replace(compilation, before, after)), TrackingNames.Snapshot));

    [Theory]
    [InlineData("class C { int M() { return 1; } }", "return 1;", "if (true) { return 2; } else { return 3; }")]
    [InlineData("class C { int M() => 1; int P { get { return 1; } set { } } }", "return 1;", "return M();")]
    [InlineData("class C { int M() => 1; }", "=> 1", "=> 1 + 2")]
    [InlineData("class C; /// <summary>A.</summary>\nclass D;", "A.", "Another.")]
    [InlineData("class C;", "class C;", "\n\n  class   C ; // end")]
    public void WhatDoesNotIsNot(string source, string before, string after) => Assert.Equal(
        [IncrementalStepRunReason.Unchanged], Reasons(Edit(source, compilation => Replace(compilation, before, after)), TrackingNames.Snapshot));

    private static void AssertNothingChanged(GeneratorRunResult result, IEnumerable<string> steps)
    {
        foreach (string step in steps)
        {
            Assert.NotEmpty(Reasons(result, step));
            Assert.All(Reasons(result, step), AssertUnchanged);
        }

        Assert.All(result.TrackedOutputSteps.SelectMany(static steps => steps.Value).SelectMany(static step => step.Outputs), static output =>
            Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static void AssertUnchanged(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());

    private static IncrementalStepRunReason[] Reasons(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(static run => run.Outputs).Select(static output => output.Reason)];

    private static IEnumerable<string> Written(GeneratorRunResult result) => result.TrackedOutputSteps
        .SelectMany(static steps => steps.Value)
        .SelectMany(static step => step.Outputs)
        .Where(static output => output.Reason is IncrementalStepRunReason.Modified or IncrementalStepRunReason.New)
        .SelectMany(static output => Sources(output.Value))
        .Order(StringComparer.Ordinal);

    // The value of an output step is a pair of sources and diagnostics, of types that are the compiler's own.
    private static IEnumerable<string> Sources(object value)
    {
        object? sources = value.GetType().GetField("Item1")?.GetValue(value);
        return sources is not System.Collections.IEnumerable all
            ? []
            : all.Cast<object>()
                .Select(static source => (string)source.GetType().GetProperty("HintName")!.GetValue(source)!)
                .Select(static name => name[..^".g.cs".Length]);
    }

    private static CSharpCompilation Replace(CSharpCompilation compilation, string text, string with)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(static tree => tree.FilePath == "Test.cs");
        string source = tree.ToString();
        Assert.Contains(text, source, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, TestCompilation.Parse(source.Replace(text, with, StringComparison.Ordinal), tree.FilePath));
    }

    private static GeneratorRunResult Edit(string source, Func<CSharpCompilation, CSharpCompilation> edit)
    {
        CSharpCompilation compilation = TestCompilation.Create(source);
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopologyGenerator().AsSourceGenerator()],
            parseOptions: TestCompilation.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGenerators(compilation);
        GeneratorRunResult result = driver.RunGenerators(edit(compilation)).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result;
    }
}
