using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>
/// Whatever stands in the source while someone types: generator and analyzers never throw (the helper fails on an exception in either).
/// </summary>
public sealed class MalformedSourceTests
{
    [Theory]
    [InlineData("[Exchange] public partial class A;")]
    [InlineData("[Exchange(null)] public partial class A;")]
    [InlineData("[Exchange(1, 2, 3)] public partial class A;")]
    [InlineData("[Exchange(type: ExchangeType.Topic)] public partial class A;")]
    [InlineData("[Exchange(\"a\", ExchangeType.Nothing)] public partial class A;")]
    [InlineData("[Exchange(\"a\", ExchangeType.Topic, Durable = \"yes\")] public partial class A;")]
    [InlineData("[Exchange(\"a\", ExchangeType.Topic, Nothing = 1)] public partial class A;")]
    [InlineData("[Exchange(\"a\", (string)null!)] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [Exchange(\"b\")] public partial class A;")]
    [InlineData("[Exchange(\"a\")] public partial class A; [Exchange(\"b\")] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [Publishes] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [Publishes<>] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [Publishes<int, int>(\"x\")] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [Publishes<Missing>(\"{X}\")] public partial class A;")]
    [InlineData(
        "[Exchange(\"a\")] [Publishes<dynamic>(\"{X}\")] [Publishes<int*>(\"{X}\")] [Publishes<(int A, int B)>(\"{A}\")] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [Publishes<int[]>(null!)] [Publishes<int?>(\"{Value}\")] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [Publishes<string>(\"}{{}:}{:}{ }{.}\")] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [Publishes<string>(\"{Length:\ud800}\\ud800\")] public partial class A;")]
    [InlineData("[Exchange(\"a\")] [AlternateExchange<A>] [Binding<A>(\"#\")] [Publishes<string>(\"x\")] public partial class A;")]
    [InlineData("[Exchange(\"a\")] public partial class A<T> { [Queue(\"b\")] [Binding<A<T>>(\"#\")] public partial class B; }")]
    [InlineData(
        "[Queue(null)] [Binding<A>(null)] [Binding<A>(null, null)] [Binding<A>([..Keys])] public partial class Q; [Exchange(\"a\")] public partial class A;")]
    [InlineData("[Queue(\"q\")] [DeadLetter<Q>] [DeadLetter<Q>(RoutingKey = null)] public partial class Q;")]
    [InlineData(
        "[Queue(\"q\", MessageTtl = -1, MaxPriority = int.MaxValue, Overflow = (QueueOverflow)99, Purpose = (QueuePurpose)99)] public partial class Q;")]
    [InlineData(
        "[Queue(\"q\")] [HeadersBinding<A>(null, 1, \"x\", null, \"y\")] [HeadersBinding<A>(typeof(int), new[] { 1 }, 2)] public partial class Q; [Exchange(\"a\")] public partial class A;")]
    [InlineData(
        "[Queue(\"q\")] [Argument(null, null)] [Argument(\"x\", typeof(int))] [Argument(\"y\", new object[] { 1, null })] [Argument(\"z\", double.NaN)] public partial class Q;")]
    [InlineData("[Queue(\"q\")] public partial interface Q; [Exchange(\"q\")] public partial struct E; [RpcService(\"q\")] public partial class R;")]
    [InlineData("[Queue(\"q\")] [Sends<Q>] [Sends<Missing>] public partial class @class;")]
    [InlineData(
        "[RpcService(null)] public interface I { int P { get; } event Action E; void M(ref int x); Task<T> G<T>(T t); static abstract Task S(); Task<Missing> N(Missing m, int n); }")]
    [InlineData("[RpcService(\"a\")] public interface I : I { Task A(); } [RpcService(\"b\")] public interface J : Missing, I;")]
    [InlineData(
        "[assembly: Topology(null, Json = null, Namespace = null)] [assembly: Topology(\"\", Json = typeof(Missing))] [assembly: ClosedTopology(1)]")]
    [InlineData(
        "[Message(null)] public record M(M X, int Y); [Exchange(\"a\", ExchangeType.Topic)] [Publishes<M>(\"{X}.{Y:\\\"}.{Z}\")] public partial class A;")]
    [InlineData(
        "public enum E { A = 1, B = A, [Word(null)] C, [Word(\"x.y\")] D, [Word(1)] F } [Exchange(\"a\")] [Publishes<M>(\"{E}\")] public partial class A; public record M(E E);")]
    [InlineData("namespace TypedAmqp { public class QueueAttribute : System.Attribute; } [TypedAmqp.Queue(\"x\")] public partial class Q;")]
    [InlineData("public class H : Q.IConsumer, Q.Missing, Missing; [Queue] public partial class Q { }")]
    public async Task MalformedSourceIsNeverAnException(string source)
    {
        await TestCompilation.DiagnoseAsync(TestCompilation.Create(source));
        await TestCompilation.DiagnoseAsync(TestCompilation.Create("[assembly: ClosedTopology]\n" + source));
    }

    [Fact]
    public async Task WithoutTheRuntimeNothingHappens()
    {
        CSharpCompilation compilation = TestCompilation.Create(ShopExample.Declarations);
        await TestCompilation.DiagnoseAsync(
            compilation.WithReferences(compilation.References.Where(static reference => !reference.Display!.Contains("TypedAmqp"))));
    }
}
