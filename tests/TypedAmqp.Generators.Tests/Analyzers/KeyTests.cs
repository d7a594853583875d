namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP201, 202, 206, 207, 208 and 211.</summary>
public sealed class KeyTests
{
    private const string Contract = """
        public enum Region { Eu, Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region, Guid OrderId, decimal Total, int[] Lines, string? Shop, bool Vip, DateOnly Day);

        """;

    [Fact]
    public async Task APlaceholderThatIsNoPropertyIsRefusedInsideTheLiteral()
    {
        string message = await Expect.MessageAsync(Contract + """
            [Exchange("orders", ExchangeType.Topic)]
            [Publishes<OrderPlaced>("order.{|TAMQP202:{Regoin}|}.placed")]
            public partial class Orders;
            """);
        Assert.Equal("'{Regoin}' cannot be filled in: OrderPlaced has no property 'Regoin'; did you mean 'Region'?", message);
    }

    [Fact]
    public async Task APropertyThatIsNoTextIsRefused()
    {
        string message = await Expect.MessageAsync(Contract + """
            [Exchange("orders", ExchangeType.Topic)]
            [Publishes<OrderPlaced>("order.{|TAMQP202:{Lines}|}")]
            public partial class Orders;
            """);
        Assert.Equal("'{Lines}' cannot be filled in: OrderPlaced.Lines is of type int[], which cannot be written as text", message);
    }

    [Fact]
    public Task EveryKindOfPropertyThatIsTextMayStandInAKey() => Expect.DiagnosticsAsync(Contract + """
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>("order.{Region}.{OrderId}.{Total:0}.{|TAMQP203:{Shop}|}.v{Vip}.{Day:yyyy}.{{literally}}")]
        public partial class Orders;
        """);

    [Fact]
    public async Task APropertyOfAPropertyMayStandInAKey()
    {
        const string contract = """
            public enum Region { Eu, Us }
            public readonly record struct OrderId(Guid Value);
            public sealed record Address(Region Region, string? Town);
            public sealed record Customer(Address Address, Address? Second, int[] Numbers);
            [Message("m")] public sealed record M(OrderId Id, OrderId? Parent, Customer Customer);

            """;
        const string program = contract + """
            [Exchange("e", ExchangeType.Topic)]
            [Publishes<M>("{Id.Value:N}.{Customer.Address.Region}.{|TAMQP203:{Customer.Address.Town}|}.{|TAMQP203:{Customer.Second.Region}|}.{|TAMQP203:{Parent.Value}|}.{|TAMQP203:{Customer.Second.Town:words}|}")]
            public partial class E;
            """;
        await Expect.DiagnosticsAsync(program);
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(new MarkedSource(program).Text)));
        Assert.Equal(
            "'{Customer.Adress.Region}' cannot be filled in: Customer has no property 'Adress'; did you mean 'Address'?",
            await Expect.MessageAsync(contract
                + """[Exchange("e", ExchangeType.Topic)] [Publishes<M>("a.{|TAMQP202:{Customer.Adress.Region}|}")] public partial class E;"""));
        Assert.Equal(
            "'{Customer.Numbers}' cannot be filled in: Customer.Numbers is of type int[], which cannot be written as text",
            await Expect.MessageAsync(
                contract + """[Exchange("e", ExchangeType.Topic)] [Publishes<M>("a.{|TAMQP202:{Customer.Numbers}|}")] public partial class E;"""));

        // The words of the enum are known there, too.
        Assert.Contains("matches 'a.us'", await Expect.MessageAsync("[assembly: ClosedTopology]\n" + contract + """
            [Exchange("e", ExchangeType.Topic)] [Publishes<M>({|TAMQP302:"a.{Customer.Address.Region}"|})] public partial class E;
            [Queue("q")] [Binding<E>("a.eu")] public partial class Q;
            """));
    }

    [Fact]
    public Task HalvesNeedAFormat() => Expect.DiagnosticsAsync("""
        [Message("m")] public sealed record M(Half Load, Half? Other);
        [Exchange("e", ExchangeType.Topic)] [Publishes<M>("{|TAMQP205:{Load}|}.{Load:0}")] public partial class E;
        """);

    [Fact]
    public Task InheritedPropertiesCountAndPrivateOnesDoNot() => Expect.DiagnosticsAsync("""
        public abstract record Base(string Name) { private int Secret => 1; public static int Static => 2; public int this[int index] => index; }
        [Message("m")] public sealed record M(int Id) : Base("n");
        [Exchange("e", ExchangeType.Topic)]
        [Publishes<M>("{Name}.{Id}.{|TAMQP202:{Secret}|}.{|TAMQP202:{Static}|}.{|TAMQP202:{Item}|}.{|TAMQP202:{name}|}")]
        public partial class E;
        """);

    [Fact]
    public Task EscapesBeforeThePlaceholderDoNotShiftTheSpan() => Expect.DiagnosticsAsync(Contract + """
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>("\u006frd\x65r\t\U0001F600.{|TAMQP202:{Regoin}|}.{{x}}.{|TAMQP202:{Nothing:D}|}")]
        public partial class Orders;
        """);

    [Fact]
    public async Task AWildcardIsNotPublished()
    {
        string message = await Expect.MessageAsync(Contract + """
            [Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{|TAMQP206:*|}.placed")] public partial class Orders;
            """);
        Assert.StartsWith("'*' in a published key is not a wildcard", message);
    }

    [Fact]
    public Task WildcardsAreWholeWordsAndMatterWhereKeysDo() => Expect.DiagnosticsAsync(Contract + """
        [Exchange("a", ExchangeType.Topic)] [Publishes<OrderPlaced>("{|TAMQP206:#|}")] [Publishes<OrderPlaced>("a*.b#")] public partial class A;
        [Exchange("b", ExchangeType.Direct)] [Publishes<OrderPlaced>("{|TAMQP206:*|}.{|TAMQP206:#|}")] public partial class B;
        [Exchange("c", ExchangeType.Fanout)] [Publishes<OrderPlaced>("*")] public partial class C;
        """);

    [Fact]
    public Task AWildcardInsideAWordOfABindingIsRefused() => Expect.DiagnosticsAsync("""
        [Exchange("orders", ExchangeType.Topic)] public partial class Orders;
        [Queue("q")] [Binding<Orders>("order.{|TAMQP207:*x|}", "#.order.*", "{|TAMQP207:##|}")] public partial class Q;
        """);

    [Fact]
    public Task AWildcardMeansNothingToADirectExchange() => Expect.DiagnosticsAsync("""
        [Exchange("orders")] public partial class Orders;
        [Queue("q")] [Binding<Orders>("order.{|TAMQP208:*|}", "order.*x")] public partial class Q;
        """);

    [Fact]
    public Task BracesMustBeBalanced() => Expect.DiagnosticsAsync(Contract + """
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>("order.{|TAMQP211:{|}Region")]
        [Publishes<OrderPlaced>("order.Region{|TAMQP211:}|}")]
        [Publishes<OrderPlaced>("order.{|TAMQP211:{|}}")]
        [Publishes<OrderPlaced>("order.{{ok}}")]
        public partial class Orders;
        """);

    [Fact]
    public Task AKeyThatIsAlwaysTooLongIsRefused() => Expect.DiagnosticsAsync(Contract + $$"""
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>({|TAMQP201:"{{new string('o', 253)}}.{Region}"|})]
        [Publishes<OrderPlaced>("{{new string('o', 252)}}.{Region}")]
        public partial class Orders;
        """);

    [Fact]
    public Task ArraysAndCollectionsOfKeysAreReadThrough() => Expect.DiagnosticsAsync("""
        [Exchange("orders", ExchangeType.Topic)] public partial class Orders;
        [Queue("a")] [Binding<Orders>(["ok", "{|TAMQP207:a*|}"])] public partial class A;
        [Queue("b")] [Binding<Orders>(new[] { "ok", "{|TAMQP207:a*|}" })] public partial class B;
        [Queue("c")] [Binding<Orders>(routingKeys: ["{|TAMQP207:a*|}"])] public partial class C;
        [Queue("d")] [Binding<Orders>(new string[] { {|TAMQP207:Key|} })] public partial class D { private const string Key = "a*"; }
        """);
}
