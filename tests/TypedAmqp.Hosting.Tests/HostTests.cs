using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shop;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Hosting.Tests;

/// <summary>A host with a bus, consumers and a service, from its start to its stop.</summary>
public sealed class HostTests : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));
    private readonly Recorder _recorder = new();
    private TestBroker _broker = null!;

    public async Task InitializeAsync() => _broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false }, _deadline.Token);

    public async Task DisposeAsync() => await _broker.DisposeAsync();

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task ConsumersAndServicesRunWithTheHost()
    {
        using IHost host = Build(static bus => bus.AddConsumer<HelloHandler>().AddRpcServer<PricingService>());
        await host.StartAsync(_deadline.Token);
        AmqpBus bus = host.Services.GetRequiredService<AmqpBus>();
        await bus.Hello().PublishAsync(new Greeting("one"), _deadline.Token);
        await bus.Hello().PublishAsync(new Greeting("two"), _deadline.Token);
        Assert.Equal("one", await _recorder.NextAsync<string>(_deadline.Token));
        Assert.Equal("disposed", await _recorder.NextAsync<string>(_deadline.Token));
        Assert.Equal("two", await _recorder.NextAsync<string>(_deadline.Token));
        Assert.Equal(new Quote("sku", 1), await bus.Pricing().QuoteAsync(new QuoteRequest("sku"), _deadline.Token));
        await host.StopAsync(_deadline.Token);
        Assert.False(bus.Connection.IsOpen);
        await NoConnectionAsync();
    }

    [Fact]
    public async Task ABatchHasOneScope()
    {
        SubscriptionOptions options = new() { BatchSize = 2, BatchDelay = Timeout.InfiniteTimeSpan };
        using IHost host = Build(bus => bus.AddConsumer<HelloBatches>(options));
        await host.StartAsync(_deadline.Token);
        await host.Services.GetRequiredService<AmqpBus>().Hello().PublishAsync([new Greeting("one"), new Greeting("two")], _deadline.Token);
        Assert.Equal("one, two", await _recorder.NextAsync<string>(_deadline.Token));
        Assert.Equal("disposed", await _recorder.NextAsync<string>(_deadline.Token));
        await host.StopAsync(_deadline.Token);
        Assert.True(_recorder.IsEmpty);
    }

    [Fact]
    public async Task TheHealthCheckFollowsTheConnectionAndTheConsumers()
    {
        using IHost host = Build(static bus => bus.AddConsumer<HelloHandler>());
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(_deadline.Token)).Status);

        await host.StartAsync(_deadline.Token);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(_deadline.Token)).Status);

        // The queue is deleted: the broker cancels its consumer, which is restored with the queue.
        AmqpBus bus = host.Services.GetRequiredService<AmqpBus>();
        Channel<AmqpBusStatus> told = Channel.CreateUnbounded<AmqpBusStatus>();
        bus.StatusChanged += status => told.Writer.TryWrite(status);
        await using (AmqpConnection other = await _broker.ConnectAsync(_deadline.Token))
        {
            AmqpChannel channel = await other.OpenChannelAsync(cancellationToken: _deadline.Token);
            await channel.DeleteQueueAsync("hello", cancellationToken: _deadline.Token);
        }

        Assert.Equal("hello", Assert.Single((await told.Reader.ReadAsync(_deadline.Token)).NotConsumed));
        Assert.True((await told.Reader.ReadAsync(_deadline.Token)).IsHealthy);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(_deadline.Token)).Status);

        await bus.Connection.CloseAsync(_deadline.Token);
        while ((await told.Reader.ReadAsync(_deadline.Token)).State != AmqpBusState.Closed)
        {
            // The consumer is noticed before the connection.
        }

        HealthReportEntry entry = (await health.CheckHealthAsync(_deadline.Token)).Entries[TypedAmqpServiceCollectionExtensions.HealthCheckName];
        Assert.Equal((HealthStatus.Unhealthy, "The connection is closed by this program."), (entry.Status, entry.Description));
    }

    [Fact]
    public async Task AFailureIsLogged()
    {
        LogRecorder log = new();
        using IHost host = Build(static bus => bus.AddConsumer<ThrowingHandler>(), builder => builder.Logging.AddProvider(log));
        await host.StartAsync(_deadline.Token);
        await host.Services.GetRequiredService<AmqpBus>().Hello().PublishAsync(new Greeting("x"), _deadline.Token);
        Assert.Equal(
            "The handler of a message of type 'greeting' under 'hello' from queue 'hello' failed: Rejected, and lost: queue 'hello' declares no dead-letter exchange.",
            await log.Recorder.NextAsync<string>(_deadline.Token));
    }

    [Fact]
    public async Task AHandlerOfNoQueueIsRefused()
    {
        using IHost host = Build(static bus => bus.AddConsumer<PricingService>());
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(_deadline.Token));
        Assert.StartsWith("PricingService handles no queue of the topology 'shop'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheHostDoesNotStartWithoutTheBroker()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddTypedAmqp(new AmqpBusOptions
        {
            Connection = AmqpConnectionOptions.Parse("amqp://127.0.0.1:1"),
            Topology = ShopTopology.Instance,
            Recovery = new RecoveryOptions { ConnectWithin = TimeSpan.Zero },
        });
        using IHost host = builder.Build();
        await Assert.ThrowsAsync<AmqpConnectException>(() => host.StartAsync(_deadline.Token));
        AmqpBus bus = host.Services.GetRequiredService<AmqpBus>();
        Assert.Equal(AmqpBusState.Closed, bus.Status.State);
        Assert.Throws<InvalidOperationException>(() => bus.Connection);
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => bus.Hello().PublishAsync(new Greeting("never"), _deadline.Token).AsTask());
    }

    [Fact]
    public async Task AServiceOfTheHostMayTakeTheBus()
    {
        using IHost host = Build(static bus => bus.AddConsumer<HelloHandler>(), static builder => builder.Services.AddHostedService<Greeter>().AddSingleton<EarlyGreeter>());
        AmqpBus bus = host.Services.GetRequiredService<AmqpBus>();
        Assert.Equal((AmqpBusState.Impaired, "The bus is not connected yet."), (bus.Status.State, bus.Status.Problem));
        Task early = host.Services.GetRequiredService<EarlyGreeter>().Greeted;
        Assert.False(early.IsCompleted);

        await host.StartAsync(_deadline.Token);

        await early.WaitAsync(_deadline.Token);
        Assert.True(bus.Status.IsHealthy);
        string[] greetings = [await GreetingAsync(), await GreetingAsync()];
        Assert.Equal(["before the start", "from the worker"], greetings.Order());
        await host.StopAsync(_deadline.Token);

        async Task<string> GreetingAsync()
        {
            string greeting = await _recorder.NextAsync<string>(_deadline.Token);
            Assert.Equal("disposed", await _recorder.NextAsync<string>(_deadline.Token));
            return greeting;
        }
    }

    [Fact]
    public async Task WhatWaitsForAHostThatDoesNotStartFails()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddTypedAmqp(new AmqpBusOptions
        {
            Connection = _broker.ConnectionOptions with { Transport = static _ => throw new IOException("Nobody is here.") },
            Topology = ShopTopology.Instance,
            Recovery = new RecoveryOptions { ConnectWithin = TimeSpan.Zero },
        });
        builder.Services.AddSingleton<EarlyGreeter>();
        using IHost host = builder.Build();
        Task early = host.Services.GetRequiredService<EarlyGreeter>().Greeted;
        await Assert.ThrowsAsync<AmqpConnectException>(() => host.StartAsync(_deadline.Token));
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => early.WaitAsync(_deadline.Token));
    }

    [Fact]
    public async Task AHostThatNeverStartsIsDisposed()
    {
        IHost host = Build(static bus => bus.AddConsumer<HelloHandler>());
        AmqpBus bus = host.Services.GetRequiredKeyedService<AmqpBus>("shop");
        host.Dispose();
        Assert.Equal(AmqpBusState.Closed, bus.Status.State);
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => bus.Hello().PublishAsync(new Greeting("never"), _deadline.Token).AsTask());
    }

    [Fact]
    public async Task AHostMayStartBeforeItsBroker()
    {
        int attempts = 0;
        LogRecorder log = new(LogLevel.Warning);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.AddProvider(log);
        builder.Services.AddTypedAmqp(new AmqpBusOptions
        {
            Connection = _broker.ConnectionOptions with
            {
                Transport = token => ++attempts < 3 ? throw new IOException("Nobody is here yet.") : _broker.ConnectionOptions.Transport!(token),
            },
            Topology = ShopTopology.Instance,
        });
        using IHost host = builder.Build();
        await host.StartAsync(_deadline.Token);
        Assert.Equal(3, attempts);
        Assert.Contains("tried again", await log.Recorder.NextAsync<string>(_deadline.Token), StringComparison.Ordinal);
        await host.StopAsync(_deadline.Token);
    }

    [Theory]
    [InlineData("Queues of the topology that no AddConsumer of this host consumes: billing.", false)]
    [InlineData("Services of the topology that no AddRpcServer of this host serves: pricing.", false)]
    [InlineData("Services of the topology that no", true)]
    public async Task TheLogNamesWhatTheHostLeavesToOthers(string expected, bool isServed)
    {
        LogRecorder log = new(LogLevel.Information);
        using IHost host = Build(
            bus => _ = isServed ? bus.AddConsumer<HelloHandler>().AddRpcServer<PricingService>() : bus.AddConsumer<HelloHandler>(),
            builder => builder.Logging.AddProvider(log));
        await host.StartAsync(_deadline.Token);
        await host.StopAsync(_deadline.Token);
        Assert.Equal(isServed ? 0 : 1, await CountAsync(log, line => line.StartsWith(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TheLogNamesTheEndpointThatAnswered()
    {
        await using TestBroker broker = await TestBroker.StartAsync(cancellationToken: _deadline.Token);
        int port = new Uri(broker.Uri).Port;
        LogRecorder log = new(LogLevel.Information);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddTypedAmqp(new AmqpBusOptions
        {
            Connection = new AmqpConnectionOptions
            {
                Endpoints = [new Uri("amqp://127.0.0.1:1"), new Uri($"amqp://127.0.0.1:{port}")],
                EndpointOrder = EndpointOrder.InOrder,
            },
            Topology = ShopTopology.Instance,
        });
        using IHost host = builder.Build();
        await host.StartAsync(_deadline.Token);
        await host.StopAsync(_deadline.Token);
        Assert.Equal(1, await CountAsync(log, line => line == $"Connected to 127.0.0.1:{port}; the topology 'shop' is in place."));
    }

    [Fact]
    public async Task ABusThatIsStoppedWhileItMissesAConsumerIsNotSaidToBeBack()
    {
        LogRecorder log = new(LogLevel.Information);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(_recorder);
        builder.Services.AddTypedAmqp(new AmqpBusOptions
        {
            Connection = _broker.ConnectionOptions,
            Topology = ShopTopology.Instance,
            Recovery = new RecoveryOptions { FirstDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) },
        }).AddConsumer<HelloHandler>();
        using IHost host = builder.Build();
        await host.StartAsync(_deadline.Token);
        await using (AmqpConnection other = await _broker.ConnectAsync(_deadline.Token))
        {
            AmqpChannel channel = await other.OpenChannelAsync(cancellationToken: _deadline.Token);
            await channel.DeleteQueueAsync("hello", cancellationToken: _deadline.Token);
        }

        string line;
        do
        {
            line = await log.Recorder.NextAsync<string>(_deadline.Token);
        }
        while (!line.StartsWith("The bus is impaired", StringComparison.Ordinal));
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Services.GetRequiredService<AmqpBus>().StatusChanged += status =>
        {
            if (status.State == AmqpBusState.Closed)
            {
                closed.SetResult();
            }
        };

        await host.StopAsync(_deadline.Token);

        // Changes are told one after the other, and to the log first.
        await closed.Task.WaitAsync(_deadline.Token);
        while (!log.Recorder.IsEmpty)
        {
            Assert.DoesNotContain("all of its consumers", await log.Recorder.NextAsync<string>(_deadline.Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OneHostHasOneBus()
    {
        ServiceCollection services = new();
        services.AddTypedAmqp("amqp://localhost", ShopTopology.Instance);
        Assert.Throws<InvalidOperationException>(() => services.AddTypedAmqp("amqp://localhost", ShopTopology.Instance));
    }

    [Fact]
    public async Task AHostMayHaveABusForEachOfItsTopologies()
    {
        using IHost host = Build(
            static bus => bus.AddConsumer<HelloHandler>(),
            builder => builder.Services.AddTypedAmqp(new AmqpBusOptions { Connection = _broker.ConnectionOptions, Topology = new Other() }));
        await host.StartAsync(_deadline.Token);
        AmqpBus shop = host.Services.GetRequiredService<AmqpBus>();
        AmqpBus other = host.Services.GetRequiredKeyedService<AmqpBus>("other");
        Assert.Same(shop, host.Services.GetRequiredKeyedService<AmqpBus>("shop"));
        Assert.NotSame(shop, other);
        Assert.Equal(2, _broker.Broker.ConnectionCount);
        await using AmqpChannel channel = await other.Connection.OpenChannelAsync(cancellationToken: _deadline.Token);
        await channel.InspectQueueAsync("of-the-other", _deadline.Token);
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(_deadline.Token);
        Assert.Equal(["typedamqp", "typedamqp-other"], health.Entries.Keys.Order());
        await host.StopAsync(_deadline.Token);
        await NoConnectionAsync();
    }

    private IHost Build(Action<TypedAmqpBuilder> configure, Action<HostApplicationBuilder>? more = null)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_recorder);
        configure(builder.Services.AddTypedAmqp(new AmqpBusOptions
        {
            Connection = _broker.ConnectionOptions,
            Topology = ShopTopology.Instance,
        }));
        more?.Invoke(builder);
        return builder.Build();
    }

    private async Task<int> CountAsync(LogRecorder log, Func<string, bool> isMeant)
    {
        int count = 0;
        while (!log.Recorder.IsEmpty)
        {
            count += isMeant(await log.Recorder.NextAsync<string>(_deadline.Token)) ? 1 : 0;
        }

        return count;
    }

    private sealed class Other : ITopology
    {
        public TopologyDescriptor Descriptor { get; } = new("other") { Queues = [new("of-the-other")] };
    }

    // The broker may notice later than the client that a connection is closed.
    private async Task NoConnectionAsync()
    {
        while (_broker.Broker.ConnectionCount > 0)
        {
            _deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    internal sealed class HelloHandler(Recorder recorder) : Hello.IConsumer, IDisposable
    {
        public ValueTask HandleAsync(Greeting message, Delivery delivery, CancellationToken cancellationToken)
        {
            recorder.Add(message.Text);
            return ValueTask.CompletedTask;
        }

        public void Dispose() => recorder.Add("disposed");
    }

    internal sealed class HelloBatches(Recorder recorder) : Hello.IBatchConsumer, IDisposable
    {
        public ValueTask HandleAsync(MessageBatch<Greeting> messages, CancellationToken cancellationToken)
        {
            recorder.Add(string.Join(", ", messages.Select(static greeting => greeting.Text)));
            return ValueTask.CompletedTask;
        }

        public void Dispose() => recorder.Add("disposed");
    }

    internal sealed class ThrowingHandler : Hello.IConsumer
    {
        public ValueTask HandleAsync(Greeting message, Delivery delivery, CancellationToken cancellationToken) => throw new InvalidOperationException("no");
    }

    /// <summary>Publishes once the host runs.</summary>
    internal sealed class Greeter(AmqpBus bus) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            bus.Hello().PublishAsync(new Greeting("from the worker"), stoppingToken).AsTask();
    }

    /// <summary>Publishes as soon as it is made.</summary>
    internal sealed class EarlyGreeter([FromKeyedServices("shop")] AmqpBus bus)
    {
        public Task Greeted { get; } = bus.Hello().PublishAsync(new Greeting("before the start")).AsTask();
    }

    internal sealed class PricingService : IPricing
    {
        public Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default) => Task.FromResult(new Quote(request.Sku, request.Quantity));
    }
}
