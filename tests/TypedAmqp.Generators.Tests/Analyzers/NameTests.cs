namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP001, 002, 003 and 006.</summary>
public sealed class NameTests
{
    [Fact]
    public async Task AReservedNameIsRefusedWhereItIsReserved()
    {
        string message = await Expect.MessageAsync("""[Exchange("{|TAMQP002:amq.|}orders", ExchangeType.Topic)] public partial class Orders;""");
        Assert.StartsWith("'amq.orders' begins with 'amq.'", message);
        Assert.Contains("(403)", message);
    }

    [Fact]
    public Task AReservedQueueOrServiceIsRefused() => Expect.DiagnosticsAsync("""
        [Queue("{|TAMQP002:amq.|}billing")] public partial class Billing;
        [RpcService("{|TAMQP002:amq.|}pricing")] public interface IPricing;
        """);

    [Fact]
    public Task TheBrokersOwnExchangeMayBeReferredTo() => Expect.DiagnosticsAsync("""
        [Exchange("amq.topic", ExchangeType.Topic, External = true)] public partial class Everything;
        [Queue("amqp")] public partial class Amqp;
        """);

    [Theory]
    [InlineData("""@"{|TAMQP002:amq.|}x" """)]
    [InlineData(""" \"\"\"{|TAMQP002:amq.|}x\"\"\" """)]
    [InlineData(""" "{|TAMQP002:a\u006dq\x2e|}x" """)]
    [InlineData(""" {|TAMQP002:"amq" + ".x"|} """)]
    [InlineData(""" {|TAMQP002:Names.Reserved|} """)]
    public Task TheSpanIsNarrowInEveryKindOfLiteral(string literal) => Expect.DiagnosticsAsync($$"""
        [Queue({{literal.Replace("\\\"", "\"")}})] public partial class Billing;
        public static class Names { public const string Reserved = "amq.x"; }
        """);

    [Fact]
    public Task ANameTooLongIsCountedInOctets() => Expect.DiagnosticsAsync($$"""
        [Queue({|TAMQP001:"{{new string('ö', 128)}}"|})] public partial class Long;
        [Queue("{{new string('o', 255)}}")] public partial class JustRight;
        [Exchange("orders", ExchangeType.Topic)] public partial class Orders;
        [Queue("q")] [Binding<Orders>("ok", {|TAMQP001:"{{new string('o', 256)}}"|})] public partial class Bound;
        """);

    [Fact]
    public Task TheDefaultExchangeCannotBeDeclared() => Expect.DiagnosticsAsync("""
        [Exchange({|TAMQP003:""|})] public partial class Nameless;
        [Exchange({|TAMQP003:null!|}, ExchangeType.Fanout)] public partial class Null;
        [Queue("", Exclusive = true)] public partial class NamedByTheBroker;
        """);

    [Fact]
    public Task AnExchangeTypeThatDoesNotExistIsRefused() => Expect.DiagnosticsAsync("""
        [Exchange("a", {|TAMQP006:(ExchangeType)9|})] public partial class A;
        [Exchange(type: ExchangeType.Headers, name: "b")] public partial class B;
        [Exchange("c", {|TAMQP010:"x-consistent-hash"|})] public partial class C;
        [Exchange("d", {|TAMQP006:""|})] public partial class D;
        """);

    [Fact]
    public Task ControlCharactersAreShownAtTheirPlaces() => Expect.DiagnosticsAsync("""
        [Queue("a{|TAMQP007:\n|}b{|TAMQP007:\u0001|}")] public partial class A;
        [Exchange("a b")] public partial class B;
        [Queue({|TAMQP603:"amq.rabbitmq.reply-to"|}, External = true)] public partial class C;
        """);

    [Theory]
    [InlineData("""[Exchange("a", {|TAMQP010:ExchangeType.Random|})]""")]
    [InlineData("""[Exchange("a", {|TAMQP010:"x-of-ours"|})]""")]
    [InlineData("""[Exchange("a", ExchangeType.Topic, {|TAMQP010:Delayed = true|})]""")]
    [InlineData("""[Exchange("a", ExchangeType.LocalRandom)]""")]
    [InlineData("""[Exchange("a", ExchangeType.ConsistentHash)]""")]
    [InlineData("""[Exchange("a", "x-of-theirs", External = true)]""")]
    public Task PluginsAreSaidToBeThere(string exchange) => Expect.DiagnosticsAsync(
        "[assembly: BrokerCapability(BrokerCapability.ConsistentHash)]\n" + exchange + " public partial class A;");

    [Fact]
    public Task BeforeVersion4LocalRandomIsUnknown() => Expect.DiagnosticsAsync("""
        // <TypedAmqpBrokerVersion>3.13</TypedAmqpBrokerVersion>
        [Exchange("a", {|TAMQP010:ExchangeType.LocalRandom|})] public partial class A;
        """);
}
