using Shop;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>The example of the documentation, run.</summary>
public sealed class ShopTests
{
    [Fact]
    public async Task PublishedContractsReachTheirHandlers()
    {
        await using World world = await StartAsync();
        BillingHandler handler = new();
        await using ConsumerSubscription billing = await world.Bus.ConsumeAsync(handler, world.Deadline);

        OrderPlaced placed = new(Region.Eu, Guid.NewGuid(), 9.99m);
        OrderCancelled cancelled = new(Region.Us, Guid.NewGuid(), "changed my mind");
        await world.Bus.Orders().PublishAsync(placed, world.Deadline);
        await world.Bus.Orders().PublishAsync(cancelled, world.Deadline);

        Assert.Equal(placed, await handler.Recorder.NextAsync<OrderPlaced>(world.Deadline));
        Assert.Equal(cancelled, await handler.Recorder.NextAsync<OrderCancelled>(world.Deadline));
    }

    [Fact]
    public async Task WhatIsSentToAQueueArrivesThere()
    {
        await using World world = await StartAsync();
        HelloHandler handler = new();
        await using ConsumerSubscription hello = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.Hello().PublishAsync(new Greeting("Grüße"), world.Deadline);
        Assert.Equal(new Greeting("Grüße"), await handler.Recorder.NextAsync<Greeting>(world.Deadline));
    }

    [Fact]
    public async Task BindingsAreChosenWhileRunning()
    {
        await using World world = await StartAsync();
        MyLogsHandler handler = new();
        await using ConsumerSubscription logs = await world.Bus.ConsumeAsync(
            handler, [MyLogs.Bind("kern.*"), MyLogs.Bind("*.critical")], cancellationToken: world.Deadline);

        await world.Bus.Logs().PublishAsync(new LogLine(Facility.Kern, Severity.Info, "1"), world.Deadline);
        PublishResult missed = await world.Bus.Logs().TryPublishAsync(new LogLine(Facility.Printer, Severity.Info, "2"), world.Deadline);
        await world.Bus.Logs().PublishAsync(new LogLine(Facility.Printer, Severity.Critical, "3"), world.Deadline);
        await logs.UnbindAsync(MyLogs.Bind("*.critical"), world.Deadline);
        await logs.BindAsync(MyLogs.Bind("lpr.info"), world.Deadline);
        await world.Bus.Logs().PublishAsync(new LogLine(Facility.Printer, Severity.Info, "4"), world.Deadline);

        Assert.Equal(PublishOutcome.Returned, missed.Outcome);
        Assert.StartsWith("amq.gen-", logs.Queue, StringComparison.Ordinal);
        Assert.Equal("1", (await handler.Recorder.NextAsync<LogLine>(world.Deadline)).Text);
        Assert.Equal("3", (await handler.Recorder.NextAsync<LogLine>(world.Deadline)).Text);
        Assert.Equal("4", (await handler.Recorder.NextAsync<LogLine>(world.Deadline)).Text);
    }

    [Fact]
    public async Task AServiceIsCalledThroughItsInterface()
    {
        await using World world = await StartAsync();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new PricingService(), cancellationToken: world.Deadline);
        Assert.Equal(new Quote("sku-1", 2.5m), await world.Bus.Pricing().QuoteAsync(new QuoteRequest("sku-1"), world.Deadline));
    }

    [Fact]
    public async Task AnOrderThatCannotBeHandledIsBuriedAfterItsDeliveryLimit()
    {
        await using World world = await StartAsync();
        RefusingHandler handler = new();
        await using ConsumerSubscription billing = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.Orders().PublishAsync(new OrderPlaced(Region.Eu, Guid.NewGuid(), 9.99m), world.Deadline);

        // The first delivery, and five more that the limit allows.
        for (int i = 0; i < 6; i++)
        {
            await handler.Recorder.NextAsync<OrderPlaced>(world.Deadline);
        }

        await world.IdleAsync();
        await using AmqpChannel channel = await world.OpenChannelAsync();
        GetResult? buried = await channel.GetAsync("graveyard", noAck: true, world.Deadline);
        Assert.NotNull(buried);
        FieldTable headers = buried.Message.Properties.Headers.ToFieldTable();
        Assert.Equal("billing", headers["x-first-death-queue"]);
        Assert.Equal("delivery_limit", headers["x-first-death-reason"]);
        Assert.Equal("order.eu.placed", buried.Message.RoutingKey);
    }

    [Fact]
    public void TheDescriptorSpeaksOfTimes()
    {
        QueueDescriptor billing = Assert.Single(ShopTopology.Instance.Descriptor.Queues, static queue => queue.Name == "billing");
        Assert.Equal(TimeSpan.FromHours(2), billing.MessageTtl);
        Assert.Equal(5, billing.DeliveryLimit);
        Assert.Equal("graveyard", billing.DeadLetterExchange);
        Assert.Equal(QueueType.Quorum, billing.Type);
    }

    private static Task<World> StartAsync() => World.StartAsync(ShopTopology.Instance);

    private sealed class BillingHandler : Billing.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);

        public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);
    }

    private sealed class RefusingHandler : Billing.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken)
        {
            Recorder.Add(message);
            throw new InvalidOperationException("no money");
        }

        public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no money");
    }

    private sealed class HelloHandler : Hello.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(Greeting message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);
    }

    private sealed class MyLogsHandler : MyLogs.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(LogLine message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);
    }

    private sealed class PricingService : IPricing
    {
        public Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new Quote(request.Sku, 2.5m));
    }
}
