using TypedAmqp.CodeFixes;
using TypedAmqp.Generators.Tests.CodeFixes;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>How a program publishes, consumes and settles: TAMQP407, 410, 5xx and 602.</summary>
public sealed class UsageTests
{
    private const string Declarations = """
        using TypedAmqp.Protocol;
        [Message("a")] public sealed record A(int Id);
        [Exchange("e", ExchangeType.Fanout)] [Publishes<A>] public partial class E;
        [Queue("classic")] [Sends<A>] [Binding<E>] public partial class Classic;
        [Queue("ordered", SingleActiveConsumer = true)] [Sends<A>] public partial class Ordered;
        [Queue("stream", QueueType.Stream)] [Sends<A>] public partial class Stream;
        [Queue("gone", Durable = false, ConsumerTimeout = Duration.Minute)] [Sends<A>] public partial class Gone;
        [Queue("limited", QueueType.Quorum, DeliveryLimit = 3)] [Sends<A>] public partial class Limited;

        """;

    [Theory]
    [InlineData("bus.ConsumeAsync(classic, new SubscriptionOptions { {|TAMQP509:Prefetch = 0|} })")]
    [InlineData("bus.ConsumeAsync(stream, [], new SubscriptionOptions { {|TAMQP506:Prefetch = 0|} })")]
    [InlineData("bus.ConsumeAsync(stream, new SubscriptionOptions { {|TAMQP507:AckMode = AckMode.None|} })")]
    [InlineData("bus.ConsumeAsync(stream, new SubscriptionOptions { Prefetch = 10, AckMode = AckMode.Manual })")]
    [InlineData("bus.ConsumeAsync(classic, new SubscriptionOptions { {|TAMQP510:AckMode = AckMode.None|} })")]
    [InlineData("bus.ConsumeAsync(gone, new SubscriptionOptions { AckMode = AckMode.None })")]
    [InlineData("bus.ConsumeAsync(ordered, new SubscriptionOptions { {|TAMQP513:Concurrency = 2|} })")]
    [InlineData("bus.ConsumeAsync(classic, new SubscriptionOptions { Concurrency = 2, Exclusive = true })")]
    [InlineData("bus.ConsumeAsync(classic, new SubscriptionOptions { {|TAMQP514:HandlerTimeout = TimeSpan.FromHours(1)|} })")]
    [InlineData("bus.ConsumeAsync(classic, new SubscriptionOptions { HandlerTimeout = TimeSpan.FromMinutes(30) })")]
    [InlineData("bus.ConsumeAsync(gone, new SubscriptionOptions { {|TAMQP514:HandlerTimeout = TimeSpan.FromSeconds(61.5)|} })")]
    [InlineData("bus.ConsumeAsync(gone, new SubscriptionOptions { HandlerTimeout = TimeSpan.FromSeconds(59) })")]
    [InlineData("bus.ConsumeAsync(stream, new SubscriptionOptions { HandlerTimeout = TimeSpan.FromHours(1) })")]
    [InlineData(
        """bus.ConsumeAsync(classic, new SubscriptionOptions { Arguments = new FieldTable { ["x-priority"] = {|TAMQP520:"5"|}, ["x-other"] = "5" } })""")]
    [InlineData(
        """bus.ConsumeAsync(stream, new SubscriptionOptions { Arguments = new FieldTable { ["x-stream-offset"] = {|TAMQP520:"begin"|} } })""")]
    [InlineData(
        """bus.ConsumeAsync(stream, new SubscriptionOptions { Arguments = new FieldTable { ["x-stream-offset"] = "1h", ["x-priority"] = 5 } })""")]
    [InlineData("""channel.ConsumeAsync("stream", raw, new ConsumeOptions { {|TAMQP507:NoAck = true|} })""")]
    [InlineData("""channel.ConsumeAsync("stream", raw, new ConsumeOptions { {|TAMQP506:Prefetch = 0|} })""")]
    [InlineData("""channel.GetAsync({|TAMQP508:"stream"|})""")]
    [InlineData("""channel.GetAsync("classic")""")]
    [InlineData("""channel.SetPrefetchAsync(1, global: true)""")]
    [InlineData("""{|TAMQP602:channel.ConsumeAsync("amq.rabbitmq.reply-to", raw)|}""")]
    [InlineData("""channel.ConsumeAsync("amq.rabbitmq.reply-to", raw, {|TAMQP602:new ConsumeOptions { NoAck = false }|})""")]
    [InlineData("""channel.ConsumeAsync("amq.rabbitmq.reply-to", raw, new ConsumeOptions { NoAck = true })""")]
    public Task ConsumersSuitTheirQueue(string call) => Expect.DiagnosticsAsync(Declarations + $$"""
        public static class Program
        {
            public static Task RunAsync(
                AmqpBus bus, AmqpChannel channel, IMessageHandler raw, Classic.IConsumer classic, Ordered.IConsumer ordered, Stream.IConsumer stream, Gone.IConsumer gone) =>
                {{call}};
        }
        """);

    [Theory]
    [InlineData("{|TAMQP522:\"Ident\"|}")]
    [InlineData("{|TAMQP522:nameof(B.Number)|}")]
    [InlineData("nameof(A.Id), nameof(B.Number)")]
    [InlineData("\"Number\", \"Id\", \"Other\"")]
    public Task WhatIsOrderedByIsThere(string properties) => Expect.DiagnosticsAsync($$"""
        [Message("a")] public sealed record A(int Id);
        [Message("b")] public sealed record B(int Number);
        [Queue("q")] [Sends<A>] [Sends<B>] [OrderBy({{properties}})] public partial class Q;
        """);

    [Fact]
    public Task OrderByMayGoWithASingleActiveConsumer() => Expect.DiagnosticsAsync("""
        [Message("a")] public sealed record A(int Id);
        [Queue("q", SingleActiveConsumer = true)] [Sends<A>] [OrderBy(nameof(A.Id))] public partial class Q;
        public static class Program
        {
            public static Task RunAsync(AmqpBus bus, Q.IConsumer q) => bus.ConsumeAsync(q, new SubscriptionOptions { Concurrency = 2 });
        }
        """);

    [Fact]
    public Task FromVersion43TheChannelSharesNoPrefetch() => Expect.DiagnosticsAsync("""
        // <TypedAmqpBrokerVersion>4.3</TypedAmqpBrokerVersion>
        public static class Program
        {
            public static Task RunAsync(AmqpChannel channel) => channel.SetPrefetchAsync(1, {|TAMQP505:true|});
        }
        """);

    [Theory]
    [InlineData("await bus.E().PublishAsync(new A(1));")]
    [InlineData("bus.E().{|TAMQP516:PublishAsync|}(new A(1));")]
    [InlineData("_ = bus.E().{|TAMQP516:TryPublishAsync|}(new A(1));")]
    [InlineData("bus.E().{|TAMQP516:TryPublishAsync|}((IAsyncEnumerable<A>)null!);")]
    [InlineData("await foreach (PublishResult result in bus.E().TryPublishAsync((IAsyncEnumerable<A>)null!)) { Console.WriteLine(result); }")]
    [InlineData("await bus.E().PublishAsync((IAsyncEnumerable<A>)null!);")]
    [InlineData("await bus.E().{|TAMQP503:TryPublishAsync|}(new A(1));")]
    [InlineData("await bus.Classic().{|TAMQP503:TryPublishAsync|}(new A(1)).ConfigureAwait(false);")]
    [InlineData("PublishResult result = await bus.E().TryPublishAsync(new A(1)); Console.WriteLine(result);")]
    [InlineData("ValueTask later = bus.E().PublishAsync(new A(1)); await later;")]
    [InlineData("async Task Inner(CancellationToken stop) => await bus.E().{|TAMQP516:PublishAsync|}(new A(1)); await Inner(default);")]
    [InlineData("async Task Inner(CancellationToken stop) => await bus.E().PublishAsync(new A(1), stop); await Inner(default);")]
    [InlineData("async Task Inner(CancellationToken stop) => await bus.E().PublishAsync(new A(1), CancellationToken.None); await Inner(default);")]
    [InlineData("""_ = new BasicPublish { {|TAMQP504:Immediate = true|} };""")]
    [InlineData("""_ = new BasicPublish { Immediate = false, Mandatory = true };""")]
    [InlineData("""_ = new BasicProperties { Expiration = {|TAMQP410:"1.5"|} };""")]
    [InlineData("""_ = new BasicProperties { Expiration = "1500" };""")]
    public Task WhatBecomesOfAPublishIsLookedAt(string statement) => Expect.DiagnosticsAsync(Declarations + $$"""
        #pragma warning disable CS4014
        public static class Program
        {
            public static async Task RunAsync(AmqpBus bus)
            {
                await Task.CompletedTask;
                {{statement}}
            }
        }
        """);

    [Theory]
    [InlineData("Classic", "await delivery.{|TAMQP407:RequeueAsync|}();")]
    [InlineData("Limited", "await delivery.RequeueAsync();")]
    [InlineData("Classic", "if (message.Id == 0) { await delivery.RequeueAsync(); } else { await delivery.AckAsync(); }")]
    [InlineData("Classic", "await delivery.AckAsync(); {|TAMQP515:await delivery.RejectAsync();|}")]
    [InlineData(
        "Classic",
        "await delivery.AckAsync().ConfigureAwait(false); Console.WriteLine(); {|TAMQP515:await delivery.AckAsync().ConfigureAwait(false);|}")]
    [InlineData("Classic", "if (message.Id == 0) { await delivery.AckAsync(); return; } await delivery.RejectAsync();")]
    public Task ADeliveryIsSettledOnce(string queue, string body) => Expect.DiagnosticsAsync(Declarations + $$"""
        public sealed class Handler : {{queue}}.IConsumer
        {
            public async ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) { {{body}} }
        }
        """);

    [Theory]
    [InlineData("Settling", "bus.{|TAMQP515:ConsumeAsync|}(handler)")]
    [InlineData("Settling", "bus.{|TAMQP515:ConsumeAsync|}(handler, CancellationToken.None)")]
    [InlineData("Settling", "bus.ConsumeAsync(handler, {|TAMQP515:new SubscriptionOptions { Prefetch = 5 }|})")]
    [InlineData("Settling", "bus.ConsumeAsync(handler, new SubscriptionOptions { {|TAMQP515:AckMode = AckMode.OnSuccess|} })")]
    [InlineData("Settling", "bus.ConsumeAsync(handler, [], new SubscriptionOptions { {|TAMQP510:{|TAMQP515:AckMode = AckMode.None|}|} })")]
    [InlineData("Settling", "bus.ConsumeAsync(handler, new SubscriptionOptions { AckMode = AckMode.Manual })")]
    [InlineData("Leaving", "bus.ConsumeAsync(handler)")]
    [InlineData("Derived", "bus.{|TAMQP515:ConsumeAsync|}(handler)")]
    [InlineData("Raw", "bus.{|TAMQP515:ConsumeAsync|}(handler)")]
    [InlineData("Batches", "bus.{|TAMQP515:ConsumeAsync|}(handler)")]
    [InlineData("First", "bus.{|TAMQP515:ConsumeAsync|}(handler)")]
    [InlineData("Batches", "bus.ConsumeAsync(handler, new SubscriptionOptions { AckMode = AckMode.Manual })")]
    [InlineData("Classic.IConsumer", "bus.ConsumeAsync(handler)")]
    public async Task WhoSettlesIsSaid(string type, string call)
    {
        string marked = Declarations + $$"""
            public class Settling : Classic.IConsumer
            {
                public virtual async ValueTask HandleAsync(A message, Delivery given, CancellationToken cancellationToken) { if (message.Id > 0) { await given.AckAsync(); } }
            }
            public sealed class Derived : Settling;
            public sealed class Leaving(Delivery kept) : Classic.IConsumer
            {
                public async ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => await kept.AckAsync();
            }
            public sealed class Raw : IConsumer<Classic>
            {
                public ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken) => message.Delivery.RejectAsync();
            }
            public sealed class Batches : Classic.IBatchConsumer
            {
                public async ValueTask HandleAsync(MessageBatch<A> messages, CancellationToken cancellationToken) { foreach (Delivery each in messages.Deliveries) { await each.AckAsync(); } }
            }
            public sealed class First : Classic.IBatchConsumer
            {
                public ValueTask HandleAsync(MessageBatch<A> messages, CancellationToken cancellationToken) => messages.Deliveries[0].RejectAsync();
            }
            public static class Program
            {
                public static Task RunAsync(AmqpBus bus, {{type}} handler) => {{call}};
            }
            """;
        await Expect.DiagnosticsAsync(marked);
        MarkedSource source = new(marked);
        if (source.Expected.Any(static item => item.Id == "TAMQP515"))
        {
            string text = await Fixing.ApplyAsync(new RemedyFix(), source.Text, "TAMQP515");
            Assert.Contains("AckMode = AckMode.Manual", text);
            await Fixing.AssertSoundAsync(text);
        }
    }

    [Fact]
    public async Task ATokenIsPassedOn()
    {
        const string program = Declarations + """
            public sealed class Handler(AmqpBus bus) : Classic.IConsumer
            {
                public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken stop) => bus.Gone().{|TAMQP516:PublishAsync|}(message);
            }
            """;
        Assert.Equal(
            "'stop' is not passed on to this PublishAsync, which goes on when everything else gives up: pass it", await Expect.MessageAsync(program));
        string text = await Fixing.ApplyAsync(new RemedyFix(), new MarkedSource(program).Text, "TAMQP516");
        Assert.Contains(".PublishAsync(message, stop);", text);
        await Fixing.AssertSoundAsync(text);
    }

    [Theory]
    [InlineData("""await channel.ConsumeAsync("a", raw, new ConsumeOptions { {|TAMQP512:ConsumerTag = "t"|} });""")]
    [InlineData("""await channel.ConsumeAsync("a", raw, new ConsumeOptions { ConsumerTag = "u" });""")]
    [InlineData("""await channel.ConsumeAsync("a", raw, new ConsumeOptions { ConsumerTag = "" });""")]
    [InlineData("""await other.ConsumeAsync("a", raw, new ConsumeOptions { ConsumerTag = "t" });""")]
    [InlineData("""if (raw is IDisposable) { await channel.ConsumeAsync("a", raw, new ConsumeOptions { ConsumerTag = "t" }); }""")]
    [InlineData("""await quick.{|TAMQP502:PublishAsync|}("", "k", default, new BasicProperties { DeliveryMode = DeliveryMode.Persistent });""")]
    [InlineData("""await quick.PublishAsync("", "k", default, new BasicProperties { DeliveryMode = DeliveryMode.Transient });""")]
    [InlineData("""await channel.PublishAsync("", "k", default, new BasicProperties { DeliveryMode = DeliveryMode.Persistent });""")]
    public Task AChannelIsUsedAsItWasOpened(string statement) => Expect.DiagnosticsAsync($$"""
        using TypedAmqp.Protocol;
        public static class Program
        {
            public static async Task RunAsync(AmqpConnection connection, AmqpChannel other, IMessageHandler raw)
            {
                AmqpChannel channel = await connection.OpenChannelAsync();
                AmqpChannel quick = await connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false });
                await channel.ConsumeAsync("q", raw, new ConsumeOptions { ConsumerTag = "t" });
                {{statement}}
            }
        }
        """);

    [Fact]
    public Task AnExclusiveConsumerIsAlone() => Expect.DiagnosticsAsync(Declarations + """
        public abstract class Base : Classic.IConsumer
        {
            public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default;
        }
        public sealed class First : Base;
        public sealed class Second : Base;
        public static class Program
        {
            public static Task RunAsync(AmqpBus bus, First first) => bus.ConsumeAsync(first, new SubscriptionOptions { {|TAMQP511:Exclusive = true|} });
        }
        """);

    [Fact]
    public Task PooledMemoryIsNotKept() => Expect.DiagnosticsAsync("""
        using System.Buffers;
        [Queue("q")] public partial class Q;
        public sealed class Handler : IConsumer<Q>
        {
            private ReadOnlySequence<byte> _last;
            private ReceivedMessage Kept { get; set; }
            private long _length;
            public ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken)
            {
                {|TAMQP521:_last = message.Body|};
                {|TAMQP521:Kept = message|};
                ReadOnlySequence<byte> local = message.Body;
                _length = local.Length + _last.Length + _length;
                return default;
            }
        }
        """);

    [Theory]
    [InlineData(
        "await using AmqpBus bus = await AmqpBus.ConnectAsync(\"amqp://localhost\", ShopTopology.Instance); _ = bus.{|TAMQP523:Notes|}(); _ = bus.Orders(); _ = bus.Shared();")]
    [InlineData(
        "var bus = await AmqpBus.ConnectAsync(new AmqpBusOptions { Topology = AuditTopology.Instance }); _ = bus.Notes(); _ = bus.{|TAMQP523:Orders|}(); _ = bus.{|TAMQP523:Pricing|}();")]
    [InlineData("AmqpBus bus = other; _ = bus.Notes(); _ = bus.Orders(); _ = other.Notes();")]
    [InlineData("AmqpBus bus = await AmqpBus.ConnectAsync(\"amqp://localhost\", ShopTopology.Instance); bus = other; _ = bus.Notes();")]
    [InlineData(
        "AmqpBus bus = await AmqpBus.ConnectAsync(\"amqp://localhost\", given ? (ITopology)ShopTopology.Instance : AuditTopology.Instance); _ = bus.Notes();")]
    public Task APublisherIsAskedOfItsOwnTopologysBus(string statements) => Expect.DiagnosticsAsync($$"""
        [assembly: Topology("shop")]
        [assembly: Topology("audit", VirtualHost = "audits")]
        [Message("a")] public sealed record A(int Id);
        [Exchange("orders", ExchangeType.Fanout)] [Publishes<A>] public partial class Orders;
        [Exchange("notes", ExchangeType.Fanout, Topology = "audit")] [Publishes<A>] public partial class Notes;
        [Exchange("shared", ExchangeType.Fanout)] [Publishes<A>] public partial class Shared;
        [RpcService("pricing", Timeout = 1000)] public interface IPricing { Task PingAsync(); }
        public static class Program
        {
            public static async Task RunAsync(AmqpBus other, bool given)
            {
                await Task.CompletedTask;
                {{statements}}
            }
        }
        """);
}
