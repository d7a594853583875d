using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Shop;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Hosting.Tests;

/// <summary>Spans and metrics by the semantic conventions for messaging, as OpenTelemetry gets them.</summary>
public sealed class TelemetryTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));
    private readonly Recorder _recorder = new();
    private readonly Activity _root = new Activity("the test").Start();
    private TestBroker _broker = null!;
    private AmqpBus _bus = null!;

    public async Task InitializeAsync()
    {
        _broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false }, _deadline.Token);
        _bus = await AmqpBus.ConnectAsync(
            new AmqpBusOptions { Connection = _broker.ConnectionOptions, Topology = ShopTopology.Instance }, _deadline.Token);
    }

    public async Task DisposeAsync()
    {
        await _bus.DisposeAsync();
        await _broker.DisposeAsync();
    }

    public void Dispose()
    {
        _root.Dispose();
        _deadline.Dispose();
    }

    [Fact]
    public async Task APublishItsHandlingAndTheCallInItAreOneTrace()
    {
        using SpanCollector collector = new(_root.TraceId);
        using TracerProvider provider = Listen(collector);
        await using ConsumerSubscription pricing = await _bus.ServeAsync(new Pricing(), cancellationToken: _deadline.Token);
        await using ConsumerSubscription billing = await _bus.ConsumeAsync(new BillingHandler(_bus, _recorder), _deadline.Token);
        Activity.Current = _root;
        await _bus.Orders().PublishAsync(new OrderPlaced(Region.Eu, Guid.NewGuid(), 9.99m), _deadline.Token);
        Assert.Equal(new Quote("sku", 1), await _recorder.NextAsync<Quote>(_deadline.Token));

        Dictionary<string, Activity> spans = await collector.TakeAsync(4, _deadline.Token);
        Activity publish = spans["publish orders:order.{Region}.placed"];
        Activity process = spans["process billing"];
        Activity call = spans["call pricing.Quote"];
        Activity serve = spans["process pricing"];
        Assert.Equal(
            [(ActivityKind.Producer, _root.SpanId), (ActivityKind.Consumer, publish.SpanId), (ActivityKind.Client, process.SpanId),
                (ActivityKind.Server, call.SpanId)],
            new[] { publish, process, call, serve }.Select(static span => (span.Kind, span.ParentSpanId)));
        AssertTags(publish, "rabbitmq", "publish", "send", "orders:order.eu.placed", "orders:order.{Region}.placed", "order.eu.placed");
        AssertTags(process, "rabbitmq", "process", "process", "orders:order.eu.placed:billing", "billing", "order.eu.placed");
        Assert.Equal(1L, process.GetTagItem("messaging.rabbitmq.message.delivery_tag"));
        Assert.Equal(("localhost", 5672), (publish.GetTagItem("server.address"), publish.GetTagItem("server.port")));
        Assert.Equal(("pricing", "Quote"), (call.GetTagItem("rpc.service"), call.GetTagItem("rpc.method")));
        Assert.Equal(("pricing", "Quote"), (serve.GetTagItem("rpc.service"), serve.GetTagItem("rpc.method")));
        Assert.All(spans.Values, static span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task WhatGoesWrongIsInTheSpan()
    {
        using SpanCollector collector = new(_root.TraceId);
        using TracerProvider provider = Listen(collector);
        await using ConsumerSubscription hello = await _bus.ConsumeAsync(new HostTests.ThrowingHandler(), _deadline.Token);
        Activity.Current = _root;
        await _bus.Hello().PublishAsync(new Greeting("x"), _deadline.Token);
        await Assert.ThrowsAsync<PublishException>(
            async () => await _bus.Logs().PublishAsync(new LogLine(Facility.Kern, Severity.Info, "nobody is bound"), _deadline.Token));

        Dictionary<string, Activity> spans = await collector.TakeAsync(3, _deadline.Token);
        Activity failed = spans["process hello"];
        Assert.Equal(
            (ActivityStatusCode.Error, "no", "System.InvalidOperationException"),
            (failed.Status, failed.StatusDescription, failed.GetTagItem("error.type")));
        Assert.Equal("exception", Assert.Single(failed.Events).Name);
        Activity returned = spans["publish logs:{Facility}.{Severity}"];
        Assert.Equal((ActivityStatusCode.Error, "returned"), (returned.Status, returned.GetTagItem("error.type")));
        Assert.Equal(ActivityStatusCode.Unset, spans["publish hello"].Status);
    }

    [Fact]
    public async Task ABatchIsOneSpanThatIsLinkedWithTheMessagesInIt()
    {
        // The span of a batch belongs to none of the traces that it is linked with: it is known by what it has to say.
        Channel<Activity> ended = Channel.CreateUnbounded<Activity>();
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == TypedAmqpTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.Links.Any(link => link.Context.TraceId == _root.TraceId))
                {
                    ended.Writer.TryWrite(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        SubscriptionOptions options = new() { BatchSize = 2, BatchDelay = Timeout.InfiniteTimeSpan };
        await using ConsumerSubscription hello = await _bus.ConsumeAsync(new GreetingBatches(), options, _deadline.Token);
        Activity.Current = _root;
        await _bus.Hello().PublishAsync([new Greeting("one"), new Greeting("two")], _deadline.Token);

        Activity span = await ended.Reader.ReadAsync(_deadline.Token);
        Assert.Equal(("process hello", ActivityKind.Consumer, ActivityStatusCode.Error), (span.DisplayName, span.Kind, span.Status));
        Assert.Equal((2, 2), (span.Links.Count(), span.GetTagItem("messaging.batch.message_count")));
        Assert.Equal(typeof(InvalidOperationException).FullName, span.GetTagItem("error.type"));
    }

    [Fact]
    public async Task TheContextTravelsInHeadersThatOthersReadAndWrite()
    {
        using SpanCollector collector = new(_root.TraceId);
        using TracerProvider provider = Listen(collector);
        await using AmqpChannel other = await _bus.Connection.OpenChannelAsync(cancellationToken: _deadline.Token);
        Activity.Current = _root;
        await _bus.Hello().PublishAsync(new Greeting("x"), _deadline.Token);
        Activity publish = (await collector.TakeAsync(1, _deadline.Token))["publish hello"];
        GetResult got = (await other.GetAsync("hello", cancellationToken: _deadline.Token))!;
        Assert.Equal(publish.Id, got.Message.Properties.Headers.ToFieldTable()["traceparent"]?.ToString());
        await got.Message.Delivery.AckAsync();

        await using ConsumerSubscription hello = await _bus.ConsumeAsync(new HostTests.ThrowingHandler(), _deadline.Token);
        string parent = $"00-{_root.TraceId}-00f067aa0ba902b7-01";
        BasicProperties properties = new() { Type = "greeting", Headers = new FieldTable { ["traceparent"] = parent, ["tracestate"] = "a=b" } };
        await other.PublishAsync("", "hello", "x"u8.ToArray(), properties, cancellationToken: _deadline.Token);
        Activity process = (await collector.TakeAsync(1, _deadline.Token))["process hello"];
        Assert.Equal(("00f067aa0ba902b7", "a=b", true), (process.ParentSpanId.ToString(), process.TraceStateString, process.HasRemoteParent));
    }

    [Fact]
    public async Task WithoutAListenerTheCallersSpanTravelsNevertheless()
    {
        await using AmqpChannel other = await _bus.Connection.OpenChannelAsync(cancellationToken: _deadline.Token);
        Activity.Current = _root;
        await _bus.Hello().PublishAsync(new Greeting("x"), _deadline.Token);
        GetResult got = (await other.GetAsync("hello", noAck: true, _deadline.Token))!;
        Assert.Contains(_root.TraceId.ToString(), got.Message.Properties.Headers.ToFieldTable()["traceparent"]?.ToString());
    }

    [Fact]
    public async Task MetricsCountAndMeasure()
    {
        ConcurrentDictionary<string, Dictionary<string, object?>> measured = new();
        using MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == TypedAmqpTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        listener.Start();
        await using ConsumerSubscription hello = await _bus.ConsumeAsync(new HostTests.HelloHandler(_recorder), _deadline.Token);
        await _bus.Hello().PublishAsync(new Greeting("x"), _deadline.Token);
        await _broker.IdleAsync(_deadline.Token);
        await hello.DisposeAsync();
        await using ConsumerSubscription failing = await _bus.ConsumeAsync(new HostTests.ThrowingHandler(), _deadline.Token);
        await _bus.Hello().PublishAsync(new Greeting("y"), _deadline.Token);
        await _broker.IdleAsync(_deadline.Token);
        Assert.Contains("typedamqp.consumer.failed hello", measured.Keys);

        foreach (string name in new[] { "messaging.client.operation.duration", "messaging.client.sent.messages" })
        {
            Assert.Equal("publish", measured[name + " hello"]["messaging.operation.name"]);
        }

        foreach (string name in new[] { "messaging.process.duration", "messaging.client.consumed.messages" })
        {
            Assert.Equal("process", measured[name + " hello"]["messaging.operation.name"]);
        }

        void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Dictionary<string, object?> all = new(tags.ToArray());
            if (all.TryGetValue("messaging.destination.template", out object? destination))
            {
                measured.TryAdd($"{instrument.Name} {destination}", all);
            }
        }
    }

    [Fact]
    public void TheInstrumentsHaveTheUnitsOfTheConventions()
    {
        Dictionary<string, string?> units = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == TypedAmqpTelemetry.Name)
                {
                    units.TryAdd(instrument.Name, instrument.Unit);
                }
            },
        };
        listener.Start();
        Assert.Equal(("s", "s"), (units["messaging.client.operation.duration"], units["messaging.process.duration"]));
        Assert.Equal(("{message}", "{message}"), (units["messaging.client.sent.messages"], units["messaging.client.consumed.messages"]));
        Assert.DoesNotContain(units.Values, string.IsNullOrEmpty);
    }

    [Fact]
    public void EachLogMessageHasAnIdOfItsOwn()
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        int[] ids =
        [
            .. new[] { typeof(AmqpBus).Assembly, typeof(TypedAmqpBuilder).Assembly }
                .SelectMany(static assembly => assembly.GetTypes())
                .SelectMany(static type => type.GetMethods(Any))
                .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
                .OfType<LoggerMessageAttribute>()
                .Select(static message => message.EventId),
        ];
        Assert.True(ids.Length >= 13, $"Only {ids.Length} messages were found.");
        Assert.Equal(ids.Distinct().Order(), ids.Order());
    }

    /// <summary>The registration of the host is what makes OpenTelemetry listen.</summary>
    private static TracerProvider Listen(SpanCollector collector) => Sdk.CreateTracerProviderBuilder()
        .SetSampler(new AlwaysOnSampler())
        .ConfigureServices(static services => services.AddTypedAmqp("amqp://localhost", ShopTopology.Instance))
        .AddProcessor(collector)
        .Build();

    private static void AssertTags(Activity span, string system, string operation, string type, string destination, string template, string key) => Assert.Equal(
        (system, operation, type, destination, template, key),
        (span.GetTagItem("messaging.system"), span.GetTagItem("messaging.operation.name"), span.GetTagItem("messaging.operation.type"),
            span.GetTagItem("messaging.destination.name"), span.GetTagItem("messaging.destination.template"), span.GetTagItem(
                "messaging.rabbitmq.destination.routing_key")));

    private sealed class BillingHandler(AmqpBus bus, Recorder recorder) : Billing.IConsumer
    {
        public async ValueTask HandleAsync(OrderPlaced message, Delivery delivery, CancellationToken cancellationToken) =>
            recorder.Add(await bus.Pricing().QuoteAsync(new QuoteRequest("sku"), cancellationToken));

        public ValueTask HandleAsync(OrderCancelled message, Delivery delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Pricing : IPricing
    {
        public Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new Quote(request.Sku, 1));
    }

    private sealed class GreetingBatches : Hello.IBatchConsumer
    {
        public ValueTask HandleAsync(MessageBatch<Greeting> messages, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("so it is");
    }
}
