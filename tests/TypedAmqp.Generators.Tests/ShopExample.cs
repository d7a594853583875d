namespace TypedAmqp.Generators.Tests;

/// <summary>The example of the declaration language: a shop, with everything that it uses.</summary>
internal static class ShopExample
{
    public const string Declarations = """
        using System.Text.Json;
        using System.Text.Json.Serialization;

        [assembly: Topology("shop", Json = typeof(ShopJson))]
        [assembly: ClosedTopology]

        public enum Region { Eu, Us }

        [Message("order.placed")] public sealed record OrderPlaced(Region Region, Guid OrderId, decimal Total);
        [Message("order.cancelled")] public sealed record OrderCancelled(Region Region, Guid OrderId, string Reason);
        [Message("greeting")] public sealed record Greeting(string Text);
        [Message("log")] public sealed record LogLine(string Facility, string Text);

        [Exchange("orders", ExchangeType.Topic)]
        [Publishes<OrderPlaced>("order.{Region}.placed")]
        [Publishes<OrderCancelled>("order.{Region}.cancelled")]
        public partial class Orders;

        [Queue("billing", QueueType.Quorum, DeliveryLimit = 5, MessageTtl = 2 * Duration.Hour)]
        [Binding<Orders>("order.*.placed", "order.*.cancelled")]
        [DeadLetter<Graveyard>]
        public partial class Billing;

        [Exchange("graveyard", ExchangeType.Fanout)]
        public partial class Graveyard;

        [Queue("graveyard", Purpose = QueuePurpose.Inspected)]
        [Binding<Graveyard>]
        public partial class Buried;

        [Exchange("logs", ExchangeType.Topic)]
        [Publishes<LogLine>("log.{Facility}")]
        public partial class Logs;

        [Queue("hello")] [Sends<Greeting>] public partial class Hello;
        [Queue(Exclusive = true)] [Binding<Logs>(AtRunTime = true)] public partial class MyLogs;

        public sealed record QuoteRequest(string Sku);
        public sealed record Quote(decimal Price);

        [RpcService("pricing", Timeout = 5 * Duration.Second)]
        public interface IPricing
        {
            Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default);
        }

        [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
        [JsonSerializable(typeof(OrderPlaced))] [JsonSerializable(typeof(OrderCancelled))] [JsonSerializable(typeof(Greeting))] [JsonSerializable(typeof(LogLine))]
        [JsonSerializable(typeof(Quote))] [JsonSerializable(typeof(QuoteRequest))]
        internal sealed partial class ShopJson : JsonSerializerContext;

        """;

    public const string Handler = """
        public sealed class BillingHandler : Billing.IConsumer
        {
            public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => default;

            public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => default;
        }

        public sealed class HelloHandler : Hello.IConsumer
        {
            public ValueTask HandleAsync(Greeting message, Delivery delivery, CancellationToken cancellationToken) => default;
        }

        public sealed class LogHandler : MyLogs.IConsumer
        {
            public ValueTask HandleAsync(LogLine message, Delivery delivery, CancellationToken cancellationToken) => default;
        }

        public sealed class PricingService : IPricing
        {
            public Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default) => Task.FromResult(new Quote(1));
        }

        """;
}
