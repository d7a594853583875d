namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>Each kind of emitted file, as it is read by the people whose editor shows it.</summary>
public sealed class SnapshotTests
{
    private const string Contracts = """
        using System.Text.Json.Serialization;
        namespace Shop;
        public enum Region { Eu, [Word("overseas")] Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region, Guid OrderId, decimal Total);
        [Message("order.cancelled", Version = 2)] public sealed record OrderCancelled(Region Region, string Reason);
        [Message("greeting", Format = MessageFormat.Text)] public sealed record Greeting(string Text);
        """;

    [Fact]
    public void Exchange() => Verify("""
        [Exchange("orders", ExchangeType.Topic, Durable = false)]
        [AlternateExchange<Lost>]
        [Publishes<OrderPlaced>("order.{Region}.placed")]
        [Publishes<OrderCancelled>("order.cancelled", Persistent = false, Mandatory = false)]
        public partial class Orders;
        [Exchange("lost", ExchangeType.Fanout, External = true)] public partial class Lost;
        """, file => file.Contains(".Orders.", StringComparison.Ordinal));

    [Fact]
    public void RoutingKeys() => Verify("""
        [Message("reading")]
        public sealed record Reading(string Site, string Path, int Sensor, DateOnly Day, DateOnly Month, bool Valid, Guid? Batch, Region? Region);
        [Exchange("readings", ExchangeType.Topic)]
        [Publishes<Reading>("{Site:word}.{Path:words}.s{Sensor}.{Day:yyyy-MM-dd}.{Month:yyyy.MM}.{Valid}.{Batch:N}.{Region}")]
        public partial class Readings;
        """, file => file.Contains("Publisher", StringComparison.Ordinal));

    [Fact]
    public void HeadersAndOptions() => Verify("""
        [Message("page", Expiration = Duration.Minute)]
        public sealed record Page([Header("format")] string Format, [Header("pages")] int Pages, [Header("region")] Region? Region, [Header("sent")] DateTimeOffset? Sent);
        [Exchange("pages", ExchangeType.Headers, Delayed = true)]
        [Publishes<Page>(Priority = 5, Delay = 2 * Duration.Second)]
        [Publishes<Page>("{Region}")]
        public partial class Pages;
        """, file => file.Contains(".Pages.", StringComparison.Ordinal));

    [Fact]
    public void Family() => Verify("""
        public abstract record OrderEvent(Region Region);
        [Message("order.shipped")] public record Shipped(Region Region) : OrderEvent(Region);
        [Message("order.shipped", Version = 2)] public sealed record ShippedTogether(Region Region, int Count) : Shipped(Region);
        [Message("order.lost")] public sealed record Lost(Region Region) : OrderEvent(Region);
        [Exchange("order-events", ExchangeType.Topic)]
        [Publishes<OrderEvent>("order.{Region}.event")]
        [Publishes<Lost>("order.lost")]
        public partial class OrderEvents;
        [Queue("watch")] [Binding<OrderEvents>("order.*.event")] [Sends<OrderEvent>] public partial class Watch;
        """, file => file is "Shop.OrderEvents.Publisher" or "Shop.Watch.Consumer");

    [Fact]
    public void QueueInOrder() => Verify("""
        [Queue("in-order")]
        [Sends<OrderPlaced>]
        [Sends<Greeting>]
        [OrderBy(nameof(OrderPlaced.OrderId), nameof(Greeting.Text))]
        public partial class InOrder;
        """, file => file.Contains("InOrder.Consumer", StringComparison.Ordinal));

    [Fact]
    public void Queue() => Verify("""
        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>("order.{Region}.placed")]
        [Publishes<OrderCancelled>("order.{Region}.cancelled")]
        public partial class Orders;
        [Queue("billing", QueueType.Quorum, DeliveryLimit = 5, MessageTtl = 2 * Duration.Hour)]
        [Binding<Orders>("order.#")]
        public partial class Billing;
        """, file => file.Contains(".Billing.", StringComparison.Ordinal));

    [Fact]
    public void QueueThatTriesAgain() => Verify("""
        [Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}.placed")] public partial class Orders;
        [Queue("billing", QueueType.Quorum)]
        [Binding<Orders>("order.#")]
        [Retry(5 * Duration.Second, 90 * Duration.Second, Attempts = 4)]
        public partial class Billing;
        """, file => file is "Shop.Billing.Queue" or "ShopTopology");

    [Fact]
    public void QueueThatIsSentTo() => Verify("""
        [Queue("hello")] [Sends<Greeting>] public partial class Hello;
        """, file => file.Contains(".Hello.", StringComparison.Ordinal));

    [Fact]
    public void QueueNamedByTheBroker() => Verify("""
        [Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}.placed")] public partial class Orders;
        [Queue(Exclusive = true)] [Binding<Orders>(AtRunTime = true)] public partial class MyOrders;
        """, file => file.Contains(".MyOrders.", StringComparison.Ordinal));

    [Fact]
    public void Service() => Verify("""
        public sealed record QuoteRequest(string Sku);
        public sealed record Quote(decimal Price);
        [RpcService("pricing", Timeout = 5 * Duration.Second)]
        public interface IPricing
        {
            Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default);
            [RpcMethod("refresh", Timeout = Duration.Minute)] ValueTask RefreshAsync();
            ValueTask<string> EchoAsync(string text);
        }
        """, file => file.Contains("IPricing", StringComparison.Ordinal));

    [Fact]
    public void ServiceWithFaultsStreamsAndOneWayCalls() => Verify("""
        public sealed record Item(string Sku);
        public sealed record OutOfStock(string Sku);
        [Message("fault.closed", Format = MessageFormat.Text)] public sealed record Closed(string Until);
        [RpcService("stock", Timeout = 5 * Duration.Second)]
        [Throws<Closed>]
        public interface IStock
        {
            [Throws<OutOfStock>] Task TakeAsync(Item item);
            [OneWay] Task CountAsync(Item item, CancellationToken cancellationToken = default);
            [OneWay, RpcMethod("tidy", Timeout = Duration.Hour)] ValueTask TidyUpAsync();
            [Throws<OutOfStock>("nothing")] IAsyncEnumerable<Item> ListAsync(CancellationToken cancellationToken = default);
        }
        """, file => file.Contains("IStock", StringComparison.Ordinal));

    [Fact]
    public void Topology() => Verify("""
        [Exchange("orders", ExchangeType.Topic)] [Publishes<OrderPlaced>("order.{Region}.placed")] public partial class Orders;
        [Exchange("documents", ExchangeType.Headers)] [Binding<Orders>("order.*.placed")] [Publishes<Greeting>] public partial class Documents;
        [Queue("billing")] [Binding<Orders>("order.*.placed", "order.*.cancelled")] public partial class Billing;
        [Queue("pdf", MaxLength = 10, Overflow = QueueOverflow.RejectPublish)]
        [HeadersBinding<Documents>("format", "pdf", "pages", 1, Matching = HeadersMatch.Any)]
        [Argument("x-queue-mode", "lazy")]
        public partial class Pdf;
        [Queue(Exclusive = true)] [Binding<Orders>("#")] public partial class Spy;
        [RpcService("pricing", Durable = false, Timeout = Duration.Second)] public interface IPricing { Task PingAsync(); }
        """, file => file is "ShopTopology" or "Shop.Pdf.Queue" or "Shop.Spy.Queue");

    private static void Verify(string declarations, Func<string, bool> filter, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        string source = $"[assembly: Topology(\"shop\")]\n{Contracts}\n{declarations}".Replace(
            "using System.Text.Json.Serialization;\n", "", StringComparison.Ordinal);
        Emitted.AssertCompiles(source);
        Snapshot.Verify(Emitted.Files(source).Where(file => filter(file.Key)).ToDictionary(), method: method);
    }
}
