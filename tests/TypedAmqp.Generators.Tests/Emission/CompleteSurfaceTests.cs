using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>
/// A wrong declaration still gets its whole surface: the compiler runs no analyzer once it misses a member, so that with half a surface our own
/// diagnostic would never be seen.
/// </summary>
public sealed class CompleteSurfaceTests
{
    private const string Usage = """
        public static class Usage
        {
            public static ValueTask Publish(AmqpBus bus, Placed placed) => bus.Orders().PublishAsync(placed);
            public sealed class Handler : Billing.IConsumer { public ValueTask HandleAsync(Placed message, Delivery delivery, CancellationToken cancellationToken) => default; }
            public static Task Consume(AmqpBus bus) => bus.ConsumeAsync(new Handler());
            public static ITopology Topology => ShopTopology.Instance;
        }
        """;

    [Theory]
    [InlineData("a placeholder that is no property", "[Message(\"placed\")] public sealed record Placed(int Number);", "order.{Regin}", "order.*")]
    [InlineData("a wildcard in a published key", "[Message(\"placed\")] public sealed record Placed(int Number);", "order.*", "order.*")]
    [InlineData("unbalanced braces", "[Message(\"placed\")] public sealed record Placed(int Number);", "order.{Number", "order.#")]
    [InlineData(
        "a contract that cannot be written",
        "[Message(\"placed\", Format = MessageFormat.Raw)] public sealed record Placed(int Number);",
        "order",
        "order")]
    [InlineData("a contract without a name", "[Message(\"\")] public sealed record Placed(int Number);", "order", "order")]
    [InlineData("a contract without the attribute", "public sealed record Placed(int Number);", "order", "order")]
    [InlineData(
        "a key that is too long", "[Message(\"placed\")] public sealed record Placed(int Number);",
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
        "#")]
    public void IsThere(string reason, string contract, string key, string binding)
    {
        string source = $$"""
            [assembly: Topology("shop")]
            {{contract}}
            [Exchange("orders", ExchangeType.Topic)] [Publishes<Placed>("{{key}}")] public partial class Orders;
            [Queue("billing")] [Binding<Orders>("{{binding}}")] public partial class Billing;
            {{Usage}}
            """;
        string[] errors = [.. Emitted.Diagnostics(source).Select(static diagnostic => diagnostic.ToString())];
        Assert.True(errors.Length == 0, reason + ": " + string.Join(Environment.NewLine, errors));
    }

    [Fact]
    public void IsThereForAnExchangeThatNobodyDeclares() => Emitted.AssertCompiles("""
        [assembly: Topology("shop")]
        public class Nowhere;
        [Queue("billing")] [Binding<Nowhere>("#")] [DeadLetter<Nowhere>] public partial class Billing;
        public sealed class Handler : Billing.IConsumer;
        """);

    [Theory]
    [InlineData("Task<int> CountAsync(Missing request);", 1)]
    [InlineData("Task<List<Missing>> CountAsync(int request); Task OtherAsync();", 1)]
    [InlineData("[Throws<Missing>] Task CountAsync(int request);", 1)]
    [InlineData("Task CountAsync(Missing[] request); Task<Missing> OtherAsync(int request);", 2)]
    public void ATypeOfAServiceThatIsMissingIsSaidOnlyWhereItIsWritten(string methods, int count)
    {
        Diagnostic[] errors = [.. Emitted.Diagnostics($$"""
            [assembly: Topology("shop")]
            [RpcService("stock")] public interface IStock { {{methods}} }
            public static class Usage { public static IStock Of(AmqpBus bus) => bus.Stock(); }
            """)];
        Assert.Equal(count, errors.Length);
        Assert.All(errors, static error => Assert.Equal(("CS0246", "Test.cs"), (error.Id, error.Location.SourceTree?.FilePath)));
    }

    [Fact]
    public void AContractOfATypeThatIsMissingIsSaidOnlyWhereItIsWritten()
    {
        Diagnostic error = Assert.Single(Emitted.Diagnostics("""
            [assembly: Topology("shop")]
            [Exchange("orders")] [Publishes<List<Missing>>("a")] public partial class Orders;
            """));
        Assert.Equal(("CS0246", "Test.cs"), (error.Id, error.Location.SourceTree?.FilePath));
    }

    [Fact]
    public void MethodsOfOneNameAreInheritedFromSeveralInterfaces() => Emitted.AssertCompiles("""
        [assembly: Topology("shop")]
        public interface IOne { Task<int> CountAsync(string sku); }
        public interface IOther { [RpcMethod("CountOther")] Task<int> CountAsync(string sku); }
        public interface IBase { Task ClearAsync(); }
        public interface ILeft : IBase; public interface IRight : IBase { [RpcMethod("ClearRight")] new Task ClearAsync(); }
        [RpcService("stock", Timeout = Duration.Second)] public interface IStock : IOne, IOther, ILeft, IRight;
        """);

    [Fact]
    public void IsThereForAMethodThatCannotTravel()
    {
        const string source = """
            [RpcService("pricing")]
            public interface IPricing
            {
                void Fire(int x);
                Task<int> Many(int a, string b);
                Task Generic<T>(T value);
                Task<int> ByReference(ref int x);
            }
            public static class Usage { public static IPricing Get(AmqpBus bus) => bus.Pricing(); }
            """;
        Emitted.AssertCompiles(source);
    }

    [Theory]
    [InlineData("public static partial class Orders;")]
    [InlineData("public partial class Orders<T>;")]
    [InlineData("public class Orders;")]
    [InlineData("file partial class Orders;")]
    [InlineData("public partial record Orders;")]
    public void NeverThrows(string declaration)
    {
        string source = $$"""
            [assembly: Topology("shop")]
            [Message("placed")] public sealed record Placed(int Number);
            [Exchange("orders")] [Publishes<Placed>("x")] {{declaration}}
            [Queue("billing")] {{declaration.Replace("Orders", "Billing", StringComparison.Ordinal)}}
            """;
        Emitted.Files(source);
    }

    [Theory]
    [InlineData("[Exchange]")]
    [InlineData("[Exchange(null!)]")]
    [InlineData("[Exchange(1)]")]
    [InlineData("[Exchange(\"x\", (ExchangeType)77)]")]
    [InlineData("[Exchange(\"a\")] [Exchange(\"b\")]")]
    [InlineData("[Exchange(\"a\")] [Publishes<Missing>(\"k\")]")]
    [InlineData("[Exchange(\"a\")] [Publishes<>(\"k\")]")]
    [InlineData("[Exchange(\"a\")] [Publishes<int[]>(null!)]")]
    [InlineData("[Queue(\"a\", MessageTtl = \"x\")]")]
    [InlineData("[Queue(\"a\")] [Binding<Missing>(null!)]")]
    [InlineData("[Queue(\"a\")] [Exchange(\"a\")]")]
    [InlineData("[Queue(\"a\")] [Argument(null!, null!)]")]
    public void NeverThrowsOnHalfTypedAttributes(string attributes) => Emitted.Files($$"""
        [assembly: Topology(null!)]
        {{attributes}} public partial class Half;
        """);

    [Fact]
    public void AMisspeltContractIsToldWhereItIsWritten()
    {
        const string source = """
            [Message("a")] public sealed record A(int Id);
            [Exchange("e", ExchangeType.Fanout)] [Publishes<Misspelt>] [Publishes<A>] public partial class E;
            [Queue("q")] [Binding<E>] [Sends<Misspelt>] public partial class Q;
            public sealed class Handler : Q.IConsumer { public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default; }
            """;
        IEnumerable<Diagnostic> told = TestCompilation.CompilerProblems(TestCompilation.Create(source));
        Assert.Equal(
            [("CS0246", "Test.cs"), ("CS0246", "Test.cs")],
            told.Select(static diagnostic => (diagnostic.Id, diagnostic.Location.SourceTree!.FilePath)));
    }

    [Fact]
    public void IsEmittedOnceForAnAttributeOnTwoParts() =>
        Assert.Single(
            Emitted.Files("[Exchange(\"a\")] public partial class Twice; [Exchange(\"a\")] public partial class Twice;"),
            static file => file.Key == "Twice.Exchange");
}
