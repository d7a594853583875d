using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Tests.Caching;

/// <summary>What the generator keeps between two edits holds on to no compilation: an editor would run out of memory.</summary>
public sealed class RetentionTests
{
    private const string Declarations = """
        [assembly: Topology("shop")]
        [Message("a")] public sealed record A(int N);
        [Exchange("one", ExchangeType.Topic)] [Publishes<A>("a.{N}")] public partial class One;
        [Queue("q")] [Binding<One>("a.*")] public partial class Q;
        [RpcService("s", Timeout = 1500)] public interface IS { Task<int> M(int n); }
        """;

    [Fact]
    public void AnEarlierCompilationIsLetGo()
    {
        (GeneratorDriver driver, WeakReference earlier) = RunTwice();
        for (int round = 0; round < 10 && earlier.IsAlive; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(earlier.IsAlive);
        GC.KeepAlive(driver);
    }

    // Not in the test itself: there a variable in between would keep the compilation.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (GeneratorDriver Driver, WeakReference Earlier) RunTwice()
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new TopologyGenerator().AsSourceGenerator()], parseOptions: TestCompilation.ParseOptions);
        CSharpCompilation earlier = TestCompilation.Create(Declarations);
        driver = driver.RunGenerators(earlier);

        // Another compilation, from nothing: its models are equal, so that those of the earlier one are kept.
        return (driver.RunGenerators(TestCompilation.Create(Declarations)), new WeakReference(earlier));
    }
}
