using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Tests.Caching;

/// <summary>
/// After an edit only those types are read again that depend on what was edited. What comes of that is what reading everything gives, whatever was
/// edited; and what has nothing to do with the edit is not read.
/// </summary>
public sealed class DeclarationCacheTests
{
    // Every file refers to others in a way of its own.
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["GlobalUsings.cs"] = "global using Shop.Contracts; global using static Shop.Global; global using Alias = Shop.Contracts.Aliased;",
        ["Topology.cs"] = "[assembly: Topology(\"shop\", VirtualHost = Shop.Names.Host)]",
        ["Second.cs"] =
            "using static Shop.Hosts; using Short = Shop.Deep; [assembly: Topology(\"second\", VirtualHost = Blue)] [assembly: Topology(\"third\", VirtualHost = Short.Green)]",
        ["Hosts.cs"] = "namespace Shop; static class Hosts { public const string Blue = \"blue\"; }",
        ["Deep.cs"] =
            "namespace Shop; static class Deep { public const string Green = \"green\"; } static class Deeper { public const string Green = \"dark\"; }",
        ["Elsewhere.cs"] =
            "namespace Shop; [Queue(\"e\", Topology = \"second\")] public partial class Elsewhere; [Queue(\"f\", Topology = \"third\")] public partial class Farther;",
        ["Names.cs"] =
            "namespace Shop; public static class Names { public const string Host = \"a\"; public const string Orders = Prefix.Text + \".orders\"; }",
        ["Prefix.cs"] = "namespace Shop; static class Prefix { public const string Text = \"p\"; }",
        ["Global.cs"] = "namespace Shop; static class Global { public const string Key = \"global\"; }",
        ["Static.cs"] = "namespace Shop; static class Local { public const string LocalKey = \"local\"; }",
        ["Region.cs"] = "namespace Shop.Contracts; public enum Region { Eu, [Word(\"usa\")] Us }",
        ["Base.cs"] = "namespace Shop.Contracts; public abstract record Base(Region Region);",
        ["Middle.cs"] = "namespace Shop.Contracts; public abstract record Middle(Region Region) : Base(Region);",
        ["Leaf.cs"] = "namespace Shop.Contracts; [Message(\"leaf\")] public sealed record Leaf(Region Region, int Number) : Middle(Region);",
        ["Single.cs"] = "namespace Shop.Contracts; [Message(\"single\")] public sealed partial record Single(int Number);",
        ["Single2.cs"] =
            "namespace Shop.Contracts; partial record Single { [Header(\"h\")] public string? Text { get; init; } public Part? Part { get; init; } }",
        ["Part.cs"] = "namespace Shop.Contracts; public sealed record Part(int Number);",
        ["Aliased.cs"] = "namespace Shop.Contracts; [Message(\"aliased\")] public sealed record Aliased(int Number);",
        ["Orders.cs"] =
            "namespace Shop; [Exchange(Names.Orders, ExchangeType.Topic)] [Publishes<Base>(\"{Region}.a\")] [AlternateExchange<Fallback>] public partial class Orders;",
        ["Fallback.cs"] = "namespace Shop; [Exchange(\"fallback\", ExchangeType.Fanout)] public partial class Fallback;",
        ["Others.cs"] =
            "using static Shop.Local; using Other = Shop.Contracts.Single; namespace Shop; [Exchange(\"others\", ExchangeType.Topic)] [Publishes<Other>(LocalKey + \".{Number}\")] [Publishes<Alias>(Key)] public partial class Others;",
        ["Queue.cs"] = "namespace Shop; [Queue(\"q\")] [Binding<Orders>(\"#\")] [Binding<Others>(\"#\")] [DeadLetter<Dead>] public partial class Q;",
        ["Dead.cs"] = "namespace Shop; [Queue(\"dead\")] [Sends<Single>] public partial class Dead;",
        ["Service.cs"] = "namespace Shop; [RpcService(\"s\", Timeout = 1)] public interface IService : IInherited { Task<Part> M(Single single); }",
        ["Inherited.cs"] = "namespace Shop; public interface IInherited { Task N(int number); }",
        ["Handler.cs"] = "namespace Shop; [Ignore<Leaf>] public partial class Handler : Q.IConsumer;",
        ["Apart.cs"] = "namespace Shop; [Exchange(\"apart\", ExchangeType.Fanout)] public partial class Apart;",
    };

    public static TheoryData<string, string, string> Edits => new()
    {
        { "Names.cs", "\"a\"", "\"b\"" },
        { "Names.cs", ".orders", ".more" },
        { "Prefix.cs", "\"p\"", "\"q\"" },
        { "Hosts.cs", "\"blue\"", "\"red\"" },
        { "Deep.cs", "\"green\"", "\"yellow\"" },
        { "Second.cs", "Short = Shop.Deep", "Short = Shop.Deeper" },
        { "Second.cs", "using static Shop.Hosts;", "" },
        { "Global.cs", "\"global\"", "\"changed\"" },
        { "Static.cs", "\"local\"", "\"changed\"" },
        { "GlobalUsings.cs", "Contracts.Aliased", "Contracts.Single" },
        { "GlobalUsings.cs", "global using static Shop.Global;", "" },
        { "Region.cs", "Eu,", "Eu, Asia," },
        { "Region.cs", "usa", "us" },
        { "Base.cs", "Region Region", "string Region" },
        { "Base.cs", "abstract record Base(Region Region);", "interface Base { Region Region { get; } }" },
        { "Middle.cs", " : Base(Region)", "" },
        { "Leaf.cs", "[Message(\"leaf\")]", "[Message(\"leaf\", Version = 2)]" },
        { "Leaf.cs", " : Middle(Region)", "" },
        { "Single2.cs", "[Header(\"h\")]", "" },
        { "Single2.cs", "string?", "int" },
        { "Part.cs", "int Number", "long Number" },
        { "Orders.cs", "Names.Orders", "\"x\"" },
        { "Orders.cs", "Topic", "Direct" },
        { "Fallback.cs", "\"fallback\"", "\"changed\"" },
        { "Others.cs", "Contracts.Single", "Contracts.Leaf" },
        { "Others.cs", "Shop.Local", "Shop.Prefix" },
        { "Queue.cs", "\"q\"", "\"r\"" },
        { "Dead.cs", "[Queue(\"dead\")]", "[Exchange(\"dead\")]" },
        { "Service.cs", "Timeout = 1", "Timeout = 2" },
        { "Inherited.cs", "int number", "string text" },
        { "Handler.cs", "Leaf", "Single" },
        { "Apart.cs", "class Apart;", "class Apart; public class Names { public const string Orders = \"nearer\"; }" },
        { "Apart.cs", "class Apart;", "class Apart; [Message(\"new\")] public record New(Region Region) : Base(Region);" },
        { "Apart.cs", "class Apart;", "class Apart; class ExchangeAttribute(string name, ExchangeType type) : Attribute;" },
        { "Apart.cs", "namespace Shop;", "namespace Shop.Names;" },
        { "Apart.cs", "namespace Shop;", "#nullable disable\nnamespace Shop;" },
        { "Single2.cs", "partial record Single", "#nullable disable\npartial record Single" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void AnEditIsSeenWhereverItShows(string file, string before, string after)
    {
        DeclarationCache<ParsedType> cache = AssemblyParser.NewCache();
        CSharpCompilation compilation = Compilation();
        ParsedAssembly first = AssemblyParser.Parse(compilation, cache, CancellationToken.None);
        CSharpCompilation edited = Edit(compilation, file, before, after);
        ParsedAssembly second = AssemblyParser.Parse(edited, cache, CancellationToken.None);
        Assert.Equal(Text(AssemblyParser.Parse(edited, AssemblyParser.NewCache(), CancellationToken.None)), Text(second));
        Assert.Equal(Text(first), Text(AssemblyParser.Parse(compilation, cache, CancellationToken.None)));
    }

    [Fact]
    public void WhatDoesNotDependOnAnEditIsNotReadAgain()
    {
        List<string> read = [];
        DeclarationCache<string> cache = new(static type => type.IsAttributed, (type, _) =>
        {
            read.Add(type.Name);
            return type.Name;
        });
        CSharpCompilation compilation = Compilation();
        cache.Of(compilation, CancellationToken.None);
        Assert.Contains("Apart", read);

        Assert.Equal(["Orders", "Q", "Handler"], ReadAfter("Orders.cs", "Topic", "Direct"));
        Assert.Equal(["Apart"], ReadAfter("Apart.cs", "Fanout", "Topic"));
        Assert.Equal(["Single", "Others", "Q", "Dead", "IService", "Handler"], ReadAfter("Part.cs", "int", "long"));
        Assert.Equal(["Leaf", "Orders", "Q", "Handler"], ReadAfter("Leaf.cs", "int Number", "long Number"));
        Assert.Empty(ReadAfter("Part.cs", "int Number", "int  Number /* A number. */"));

        List<string> ReadAfter(string file, string before, string after)
        {
            cache.Of(compilation, CancellationToken.None);
            read.Clear();
            cache.Of(Edit(compilation, file, before, after), CancellationToken.None);
            return [.. read];
        }
    }

    /// <summary>Models as text, with all that is in them.</summary>
    private static string Text(ParsedAssembly parsed)
    {
        string manifest = ManifestText.Write(Manifest.Create(parsed.Assembly, parsed.Contracts, parsed.Json));
        return manifest + parsed.Assembly + parsed.HasProblems + string.Concat(parsed.Handlers) + string.Concat(parsed.Contracts)
            + string.Concat(parsed.Assembly.Queues.SelectMany(static queue => queue.Exchanges));
    }

    private static CSharpCompilation Compilation() =>
        TestCompilation.Create("").AddSyntaxTrees(Files.Select(static file => TestCompilation.Parse(file.Value, file.Key)));

    private static CSharpCompilation Edit(CSharpCompilation compilation, string file, string before, string after)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == file);
        string source = tree.ToString();
        Assert.Contains(before, source, StringComparison.Ordinal);
        return compilation.ReplaceSyntaxTree(tree, TestCompilation.Parse(source.Replace(before, after, StringComparison.Ordinal), file));
    }
}
