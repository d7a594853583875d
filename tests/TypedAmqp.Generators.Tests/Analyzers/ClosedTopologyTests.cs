using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>What only a closed topology shows, besides keys and bindings: TAMQP117, 304 to 306, 309, 312, 313 and 604.</summary>
public sealed class ClosedTopologyTests
{
    private const string Closed = "[assembly: ClosedTopology]\n";

    private const string Contracts = """
        public enum Region { Eu, Us }
        [Message("a")] public sealed record A(Region Region);

        """;

    private const string Handler = """
        [Queue("handled")] [Sends<A>] public partial class Handled;
        public sealed class Handler : Handled.IConsumer
        {
            public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default;
        }

        """;

    [Fact]
    public async Task AQueueThatNobodyConsumesIsNamedWithWhatArrives()
    {
        const string queue = """[Queue({|TAMQP306:"q"|})] [Sends<A>] public partial class Q;""";
        string message = await Expect.MessageAsync(Closed + Contracts + Handler + queue);
        Assert.Equal(
            "Nobody consumes 'Q', where A arrives by (default exchange) --q--> Q: it grows without bound. Implement its IConsumer, or set Purpose = QueuePurpose.Inspected.",
            message);
        await Expect.DiagnosticsAsync(Contracts + Handler + queue.Replace("{|TAMQP306:", "").Replace("|}", ""));
    }

    [Fact]
    public Task WhereNobodyConsumesAnythingConsumersAreElsewhere() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Queue("q", AutoDelete = true)] [Sends<A>] public partial class Q;
        [RpcService("s")] public interface IS { Task GoAsync(); }
        """);

    [Fact]
    public Task TheRawHandlerConsumesToo() => Expect.DiagnosticsAsync(Closed + Contracts + Handler + """
        [Queue("q")] [Sends<A>] public partial class Q;
        public sealed class Raw : IConsumer<Q>
        {
            public ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken) => default;
        }
        """);

    [Fact]
    public async Task AnExclusiveQueueIsForOneComponent()
    {
        string program = Contracts + Handler.Replace("\"handled\"", "\"handled\", Exclusive = true");
        MetadataReference service = TestCompilation.Library("Service", program);
        const string second = """
            public sealed class Second : Handled.IConsumer
            {
                public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default;
            }
            """;
        await Expect.DiagnosticsAsync("[assembly: {|TAMQP116:ClosedTopology|}]\n" + second, service);
        await Expect.DiagnosticsAsync(Closed + program + second);
        await Expect.DiagnosticsAsync(Closed, service);
    }

    [Fact]
    public Task AnAutoDeleteQueueWaitsForAConsumer() => Expect.DiagnosticsAsync(Closed + Contracts + Handler + """
        [Queue("q", {|TAMQP117:AutoDelete = true|})] [Sends<A>] public partial class Q;
        """);

    [Fact]
    public Task AConsumerToWhichNothingLeadsStarves() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange({|TAMQP712:"theirs"|}, ExchangeType.Fanout, External = true)] public partial class Theirs;
        [Queue({|TAMQP305:"q"|})] public partial class Q;
        [Queue("fed")] [Binding<Theirs>] public partial class Fed;
        public sealed class Handler : Q.IConsumer;
        public sealed class FedHandler : Fed.IConsumer;
        """);

    [Fact]
    public Task ABindingThatAnotherIncludesIsNoise() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange("e", ExchangeType.Topic)] [Publishes<A>("a.{Region}")] public partial class E;
        [Queue("q")] [Binding<E>("a.*", {|TAMQP304:"a.eu"|})] public partial class Q;
        [Queue("r")] [Binding<E>("a.*")] [Binding<E>({|TAMQP304:"a.*"|})] public partial class R;
        [Queue("s")] [Binding<E>("a.us", "a.eu")] public partial class S;
        """);

    [Fact]
    public Task AnExchangeFromWhichNothingLeadsOn() => Expect.DiagnosticsAsync(Closed + Contracts + """
        [Exchange({|TAMQP309:"e"|})] public partial class E;
        [Exchange("f")] [AlternateExchange<G>] public partial class F;
        [Exchange("g", ExchangeType.Fanout)] public partial class G;
        [Queue("q", Purpose = QueuePurpose.Inspected)] [Binding<G>] public partial class Q;
        """);

    [Fact]
    public async Task AnAlternateExchangeMustBeThere()
    {
        string message = await Expect.MessageAsync("""
            public class Rest;
            [Exchange("e")] [AlternateExchange<{|TAMQP312:Rest|}>] public partial class E;
            """);
        Assert.StartsWith("'Rest' declares no exchange, so that what no binding takes is dropped", message);
        await Expect.DiagnosticsAsync(Closed + Contracts + """
            [Exchange("e")] [Argument("alternate-exchange", {|TAMQP312:"nowhere"|})] [Publishes<A>("k")] public partial class E;
            [Exchange("f")] [Argument("alternate-exchange", "amq.fanout")] [Publishes<A>("k")] public partial class F;
            [Queue("q")] [Binding<E>("k")] [Binding<F>("k")] public partial class Q;
            """);
    }

    [Fact]
    public async Task AnAlternateExchangeThatComparesKeysCanDrop()
    {
        const string program = Contracts + """
            [Exchange("e", ExchangeType.Topic)] [AlternateExchange<{|TAMQP313:Rest|}>] [Publishes<A>("a.{Region}")] public partial class E;
            [Exchange("rest", ExchangeType.Topic)] [Publishes<A>("b.eu")] public partial class Rest;
            [Queue("q")] [Binding<E>("a.eu")] public partial class Q;
            [Queue("r")] [Binding<Rest>("b.#")] public partial class R;
            """;
        Assert.Contains("nothing there matches 'a.us'", await Expect.MessageAsync(Closed + program));
        await Expect.DiagnosticsAsync(Closed + program.Replace("{|TAMQP313:Rest|}", "Rest").Replace("b.#", "#"));
    }

    [Fact]
    public Task AServiceHasOneServer() => Expect.DiagnosticsAsync(Closed + """
        [RpcService({|TAMQP604:"none"|})] public interface INone { Task GoAsync(); }
        [RpcService("one")] public interface IOne { Task GoAsync(); }
        [RpcService({|TAMQP604:"two"|})] public interface ITwo { Task GoAsync(); }
        [RpcService("theirs", External = true)] public interface ITheirs { Task GoAsync(); }
        public sealed class One : IOne { public Task GoAsync() => Task.CompletedTask; }
        public class Two : ITwo { public Task GoAsync() => Task.CompletedTask; }
        public sealed class TwoAgain : Two;
        """);

    [Fact]
    public async Task WhatReferencedAssembliesDeclareIsSaidWhereTheTopologyIsClosed()
    {
        MetadataReference contracts = TestCompilation.Library("Contracts", Contracts + """
            [Exchange("lonely")] public partial class Lonely;
            [RpcService("s")] public interface IS { Task GoAsync(); }
            """);
        MetadataReference service = TestCompilation.Library("Service", Handler + """[Queue("q")] [Sends<A>] public partial class Q;""", contracts);
        await Expect.DiagnosticsAsync("[assembly: {|TAMQP604:{|TAMQP309:{|TAMQP306:ClosedTopology|}|}|}]", contracts, service);
    }
}
