using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>What is emitted depends on the declarations alone: not on the order of files, nor on the machine.</summary>
public sealed class StabilityTests
{
    private static readonly string[] Sources =
    [
        "[assembly: Topology(\"shop\")]",
        "namespace Shop; [Message(\"a\")] public sealed record A(int N); [Message(\"b\")] public sealed record B(int N);",
        "namespace Shop; [Exchange(\"one\", ExchangeType.Topic)] [Publishes<B>(\"b.{N}\")] [Publishes<A>(\"a.{N}\")] public partial class One;",
        "namespace Shop.Inner; [Exchange(\"two\", ExchangeType.Topic)] [Publishes<A>(\"a\")] [Binding<One>(\"#\")] public partial class Two;",
        "namespace Shop; [Queue(\"q\", MessageTtl = -1500)] [Binding<One>(\"#\")] [Binding<Inner.Two>(\"#\")] [Argument(\"x-half\", 0.5)] public partial class Q;",
        "namespace Shop; [RpcService(\"s\", Timeout = 1500)] public interface IS { Task<int> M(int n); }",
    ];

    [Fact]
    public void OrderOfFilesDoesNotShow() => Assert.Equal(Emitted.Files(Create(Sources)), Emitted.Files(Create([.. Sources.Reverse()])));

    [Fact]
    public void CultureDoesNotShow()
    {
        SortedDictionary<string, string> expected = Emitted.Files(Create(Sources));
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NegativeSign = "~";
        odd.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = odd;

            // Under references of its own nothing is remembered: declarations are read anew, in this culture.
            Assert.Equal(expected, Emitted.Files(Create(Sources).AddReferences(TestCompilation.Library("Other", ""))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void FilesOfLikeNamesDoNotCollide()
    {
        SortedDictionary<string, string> files = Emitted.Files("""
            namespace Shop { [Queue("1")] public partial class Orders; [Exchange("1")] public partial class ORDERS; [Queue("2")] public partial class ORDERs; }
            namespace Shop.Orders2 { [Queue("3")] public partial class Orders; }
            namespace shop { [Queue("4")] public partial class Orders; }
            public partial class Shop2 { [Queue("5")] public partial class Orders; }
            namespace Shop2_ { [Queue("6")] public partial class Orders; }
            """);
        Assert.Equal(6, files.Keys.Count(static name => name.EndsWith(".Queue", StringComparison.Ordinal)));
        Assert.Equal(files.Count, files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    private static CSharpCompilation Create(string[] sources)
    {
        CSharpCompilation empty = TestCompilation.Create("");
        return empty.AddSyntaxTrees(sources.Select(static (source, index) => TestCompilation.Parse(source, $"File{source.Length}_{index}.cs")));
    }
}
