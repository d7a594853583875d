using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP301, 302 and 303.</summary>
public sealed class ReachabilityTests
{
    private const string Closed = "[assembly: ClosedTopology]\n";

    private const string Contracts = """
        public enum Region { Eu, Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region, int Id);
        [Message("order.shipped")] public sealed record OrderShipped(Region Region, string Carrier);

        """;

    [Fact]
    public async Task AKeyThatNothingCatchesIsAnErrorInAClosedTopology()
    {
        const string program = Contracts + """
            [Exchange("orders", ExchangeType.Topic)]
            [Publishes<OrderPlaced>("order.{Region}.placed")]
            [Publishes<OrderShipped>({|TAMQP301:"order.{Region}.shipped"|})]
            public partial class Orders;
            [Queue("billing")] [Binding<Orders>("order.*.placed")] public partial class Billing;
            """;
        string message = await Expect.MessageAsync(Closed + program);
        Assert.Equal(
            "Nothing that is bound to 'orders' can match 'order.{Region}.shipped', under which OrderShipped is published: it is returned (312) or dropped. " +
            "Bind a queue with a key such as 'order.*.shipped'.",
            message);
        await Expect.DiagnosticsAsync(program.Replace("{|TAMQP301:", "").Replace("|}", ""));
    }

    [Fact]
    public async Task AKeyThatIsCaughtInPartIsShownWithOneThatFallsThrough()
    {
        string message = await Expect.MessageAsync(Closed + Contracts + """
            [Exchange("orders", ExchangeType.Topic)]
            [Publishes<OrderPlaced>({|TAMQP302:"order.{Region}.placed"|})]
            public partial class Orders;
            [Queue("billing")] [Binding<Orders>("order.eu.*")] public partial class Billing;
            """);
        Assert.Contains("nothing bound there matches 'order.us.placed'", message);
    }

    [Fact]
    public Task ABindingThatNothingMatchesIsDeadCode() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}.{Id}")] public partial class Orders;
        [Queue("billing")] [Binding<Orders>("order.*.*", {|TAMQP303:"order.asia.#"|}, {|TAMQP303:"order.eu.x"|}, {|TAMQP304:"order.us.7"|})] public partial class Billing;
        """);

    [Theory]
    [InlineData("oder.*.*", "order.*.*")]
    [InlineData("order.eu.plcaed", "order.eu.placed")]
    [InlineData("ordr.us.palced", "order.us.placed")]
    [InlineData("invoice.*.*", null)]
    [InlineData("order.asia.placed", null)]
    public async Task AMistypedBindingIsAskedAbout(string written, string? meant)
    {
        string message = await Expect.MessageAsync($$"""
            {{Closed}}{{Contracts}}
            [Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}.placed")] public partial class Orders;
            [Queue("billing")] [Binding<Orders>("order.#", {|TAMQP303:"{{written}}"|})] public partial class Billing;
            """);
        string question = meant is null ? "" : $"did you mean '{meant}'? If not, ";
        Assert.Equal($"Nothing that is published to 'orders' can match '{written}': {question}correct the key, or remove the binding", message);
    }

    [Fact]
    public Task DirectFanoutAndHeadersExchangesAreFollowed() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange("direct")] [Publishes<OrderPlaced>("placed")] [Publishes<OrderShipped>({|TAMQP301:"shipped"|})] public partial class Direct;
        [Exchange("fanout", ExchangeType.Fanout)] [Publishes<OrderPlaced>] public partial class Fanout;
        [Exchange("empty", ExchangeType.Fanout)] [{|TAMQP301:Publishes<OrderPlaced>|}] public partial class Empty;
        [Exchange("headers", ExchangeType.Headers)] [Publishes<OrderPlaced>] public partial class Headers;
        [Queue("a")] [Binding<Direct>("placed")] [Binding<Fanout>] [HeadersBinding<Headers>({|TAMQP319:"a"|}, 1)] public partial class A;
        """);

    [Fact]
    public Task AlternateExchangesAndExchangeBindingsLeadOn() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange("in", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}")] [Publishes<OrderShipped>({|TAMQP301:"shipped"|})] public partial class In;
        [Exchange("out", ExchangeType.Fanout)] [Binding<In>("order.#")] public partial class Out;
        [Exchange({|TAMQP309:"nowhere"|}, ExchangeType.Fanout)] [Binding<In>("shipped")] public partial class Nowhere;
        [Exchange("kept")] [AlternateExchange<Rest>] [Publishes<OrderShipped>("lost")] public partial class Kept;
        [Exchange("rest", ExchangeType.Fanout)] public partial class Rest;
        [Queue("a")] [Binding<Out>] public partial class A;
        [Queue("b")] [Binding<Rest>] public partial class B;
        """);

    [Fact]
    public Task WhereSomethingExternalIsInvolvedTheRulesAreSilent() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange({|TAMQP712:"theirs"|}, ExchangeType.Topic, External = true)] [Publishes<OrderPlaced>("order.{Region}")] public partial class Theirs;
        [Exchange("ours", ExchangeType.Topic)] [Binding<Theirs>("#")] [Publishes<OrderPlaced>("our.{Region}")] public partial class Ours;
        [Queue("a")] [Binding<Theirs>("what.they.publish")] [Binding<Ours>("our.*", "their.*")] public partial class A;
        """);

    [Fact]
    public Task KeysChosenAtRunTimeCatchWhateverTheyWill() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange("logs", ExchangeType.Topic)] [Publishes<OrderPlaced>("log.{Region}")] public partial class Logs;
        [Queue(Exclusive = true)] [Binding<Logs>(AtRunTime = true)] public partial class MyLogs;
        """);

    [Fact]
    public async Task WhatAReferencedAssemblyPublishesIsSaidWhereTheTopologyIsClosed()
    {
        MetadataReference library = TestCompilation.Library(
            "Contracts", Contracts
                + """[Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}.placed")] public partial class Orders;""");
        await Expect.DiagnosticsAsync("""[assembly: {|TAMQP301:ClosedTopology|}]""", library);
        await Expect.DiagnosticsAsync("""
            [assembly: ClosedTopology]
            [Queue("a")] [Binding<Orders>("order.#")] public partial class A;
            """, library);
    }
}
