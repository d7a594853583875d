using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>
/// Everything that a RabbitMQ user declares can be said: a declaration for each thing, and neither the compiler nor we have anything against it.
/// </summary>
public sealed class LanguageTests
{
    private const string Contracts = """
        namespace Contracts;
        public enum Region { Eu, [Word("north-america")] Us }
        public readonly record struct Money(decimal Amount) : IFormattable
        {
            public string ToString(string? format, IFormatProvider? provider) => Amount.ToString(format, provider);
        }
        public interface IEvent { Region Region { get; } }
        public abstract record OrderEvent(Region Region, Guid Id) : IEvent;
        [Message("order.placed")] public sealed record OrderPlaced(Region Region, Guid Id, int Lines) : OrderEvent(Region, Id);
        [Message("order.cancelled")] public sealed record OrderCancelled(Region Region, Guid Id) : OrderEvent(Region, Id);
        [Message("order.cancelled", Version = 2)] public sealed record OrderCancelledAgain(Region Region, Guid Id, string Reason) : OrderEvent(Region, Id);
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderEvent>("order.{Region}.{Id}")]
        public partial class Orders;
        """;

    private const string Program = """
        using Contracts;
        [assembly: Topology("main")]
        [assembly: Topology("other", VirtualHost = "blue")]
        [assembly: BrokerCapability(BrokerCapability.ConsistentHash)]
        [assembly: BrokerCapability("x-delayed-message")]
        [assembly: BrokerCapability("x-my-own")]

        [Message("m", Format = MessageFormat.Text)] public sealed record M(string Text);
        [Message("priced", Priority = 3, Expiration = Duration.Minute)]
        public sealed record Priced(Region Region, Money Total, DateOnly Day, bool Vip, long Number, string Path, [property: Header("kind")] string Kind, [property: Header("x-count")] int Count);

        // Exchanges of all kinds, with arguments, internal, with an alternate exchange, bound to each other.
        [Exchange("direct")] [Publishes<M>("key")] [AlternateExchange<Rest>] public partial class Direct;
        [Exchange("fanout", ExchangeType.Fanout, AutoDelete = true)] [Publishes<M>(Mandatory = false)] public partial class Fanout;
        [Exchange("rest", ExchangeType.Fanout, Internal = true)] [Binding<Direct>("key")] public partial class Rest;
        [Exchange("topic", ExchangeType.Topic, Durable = false)] [Argument("x-anything", 5)]
        [Publishes<Priced>("{Region}.{Total:0}.{Day:yyyy-MM}.{Vip}.{Number}.{Path:words}", Persistent = false, Priority = 4)]
        [Publishes<Priced>("all.v{Number}", Expiration = Duration.Second)]
        public partial class Topic;
        [Exchange("headers", ExchangeType.Headers)] [Publishes<Priced>] public partial class ByHeaders;
        [Exchange("hash", ExchangeType.ConsistentHash, HashHeader = "kind")] [Publishes<Priced>] public partial class Hash;
        [Exchange("later", ExchangeType.Topic, Delayed = true)] [Publishes<M>("m", Delay = 5 * Duration.Second)] public partial class Later;
        [Exchange("own", "x-my-own")] [Publishes<M>("m")] public partial class Own;
        [Exchange("amq.topic", ExchangeType.Topic, External = true)] public partial class TheBrokers;

        // Bindings: by key, by headers in every way, at run time.
        [Queue("a")] [Binding<Direct>("key")] [Binding<Fanout>] public partial class A;
        [Queue("b")] [HeadersBinding<ByHeaders>("kind", "book")] [HeadersBinding<ByHeaders>("kind", "cd", Matching = HeadersMatch.Any)]
        [HeadersBinding<ByHeaders>("x-count", 1, Matching = HeadersMatch.AllWithX)] [HeadersBinding<ByHeaders>("x-count", 2, Matching = HeadersMatch.AnyWithX)] public partial class B;
        [Queue("c")] [Binding<Hash>("10")] [Binding<Later>("#")] public partial class C;
        [Queue("chosen")] [Binding<TheBrokers>(AtRunTime = true)] public partial class Chosen;

        // Queues of all types, with every argument.
        [Queue("classic", MessageTtl = Duration.Hour, Expires = Duration.Day, MaxLength = 1000, MaxLengthBytes = 1_000_000, Overflow = QueueOverflow.RejectPublish, MaxPriority = 5,
            SingleActiveConsumer = true, ConsumerTimeout = Duration.Minute, LeaderLocator = QueueLeaderLocator.Balanced, StorageVersion = 2)]
        [Sends<M>(Priority = 5)] public partial class Classic;
        [Queue("quorum", QueueType.Quorum, DeliveryLimit = 5, MaxLength = 1000, Overflow = QueueOverflow.RejectPublish, InitialGroupSize = 3, TargetGroupSize = 5)]
        [DeadLetter<Rest>(RoutingKey = "dead", AtLeastOnce = true)] [Sends<M>] public partial class Quorum;
        [Queue("stream", QueueType.Stream, MaxAge = 7 * Duration.Day, MaxLengthBytes = 1_000_000, MaxSegmentBytes = 100_000, FilterBytes = 32, InitialGroupSize = 3)]
        [Sends<M>] public partial class Log;
        [Queue(Exclusive = true)] [Binding<Fanout>] public partial class ServerNamed;
        [Queue("exclusive", Exclusive = true, AutoDelete = true)] [Binding<Fanout>] public partial class Exclusive;
        [Queue("theirs", External = true)] [Sends<M>] public partial class Theirs;
        [Queue("retried")] [Retry(Duration.Second, Duration.Minute, Attempts = 5)] [Sends<M>] public partial class Retried;
        [Queue("waiting", Purpose = QueuePurpose.Delay, MessageTtl = Duration.Minute)] [DeadLetter<A>] [Sends<M>] public partial class Waiting;

        // Another topology, in another virtual host.
        [Exchange("blue", ExchangeType.Fanout, Topology = "other")] [Publishes<M>] public partial class Blue;
        [Queue("blue", Topology = "other")] [Binding<Blue>] public partial class BlueQueue;

        // Contracts of a referenced assembly: families, versions side by side.
        [Queue("orders")] [Binding<Orders>("order.north-america.*")] public partial class OrderQueue;
        public sealed class OrderHandler : OrderQueue.IConsumer
        {
            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask HandleAsync(OrderCancelledAgain message, Delivery delivery, CancellationToken cancellationToken) => default;
        }

        // RPC: several methods, faults, one-way, streams, cancellation.
        public sealed record OutOfStock(string Sku);
        public sealed record Closed;
        [RpcService("stock", Timeout = 10 * Duration.Second)]
        public interface IStock
        {
            [Throws<OutOfStock>] [Throws<Closed>] Task<int> CountAsync(string sku, CancellationToken cancellationToken = default);
            [RpcMethod("CountAll", Timeout = Duration.Minute)] ValueTask<int> CountAsync(CancellationToken cancellationToken = default);
            IAsyncEnumerable<int> WatchAsync(string sku, CancellationToken cancellationToken = default);
            [OneWay] Task NoteAsync(string text);
            Task ClearAsync();
        }

        public static class Uses
        {
            public static async Task RunAsync(CancellationToken stop)
            {
                await using AmqpBus bus = await AmqpBus.ConnectAsync(new AmqpBusOptions
                {
                    Connection = AmqpConnectionOptions.Parse("amqp://localhost/%2F"),
                    Topology = MainTopology.Instance,
                    Names = new TopologyNames { Prefix = "staging." },
                }, stop);
                OrderEvent some = new OrderPlaced(Region.Eu, Guid.Empty, 1);
                await bus.Orders().PublishAsync(some, stop);
                await bus.Topic().PublishAsAllVNumberAsync(new Priced(Region.Eu, new Money(1), default, true, 1, "a.b", "book", 1), stop);
                int count = await bus.Stock().CountAsync("x", stop);
                await foreach (int next in bus.Stock().WatchAsync("x", stop)) { count += next; }
                await using AmqpBus blue = await AmqpBus.ConnectAsync("amqp://localhost/blue", OtherTopology.Instance, stop);
                await blue.Blue().PublishAsync(new M("m"), stop);
            }
        }
        """;

    [Fact]
    public async Task EverythingThatIsDeclaredElsewhereCanBeDeclaredHere()
    {
        Compilation compilation = TestCompilation.Create(Program, TestCompilation.Library("Contracts", Contracts));
        Assert.Empty(TestCompilation.CompilerProblems(compilation));
        Assert.Empty(
            (await TestCompilation.DiagnoseAsync(compilation)).Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }
}
