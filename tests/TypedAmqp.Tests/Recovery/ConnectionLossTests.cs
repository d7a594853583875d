using Shop;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>The connection is lost: what a bus puts back, and what it says meanwhile.</summary>
public sealed class ConnectionLossTests
{
    [Fact]
    public async Task PublishingAndConsumingGoOnAfterTheConnectionWasLost()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        (AmqpBus bus, WorkHandler handler, ConsumerSubscription subscription) = await world.ConsumeWorkAsync();
        AmqpConnection first = bus.Connection;
        Assert.Equal((1, true), (subscription.Epoch, bus.Status.IsHealthy));

        world.Link.Drop();
        await first.Closed.WaitAsync(world.Deadline);
        await world.RestoredAsync(bus, first);

        await world.AssertConsumesAsync(bus, handler);
        Assert.Equal((2, true), (subscription.Epoch, subscription.IsRunning));
        Assert.False(subscription.Completion.IsCompleted);
    }

    [Fact]
    public async Task ABrokerThatLostEverythingGetsTheTopologyAgain()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        (AmqpBus bus, WorkHandler handler, _) = await world.ConsumeWorkAsync();
        ConsumerSubscription oracle = await bus.ServeAsync(new Oracle(), cancellationToken: world.Deadline);
        Assert.Equal("1", (await bus.Oracle().AskAsync(new Question("1"), world.Deadline)).Text);
        AmqpConnection first = bus.Connection;

        await world.RestartAsync();
        await world.RestoredAsync(bus, first);

        await world.AssertConsumesAsync(bus, handler);
        Assert.Equal("2", (await bus.Oracle().AskAsync(new Question("2"), world.Deadline)).Text);
        Assert.True(oracle.IsRunning);
    }

    [Fact]
    public async Task AQueueThatTheBrokerNamesComesBackWithItsBindings()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(ShopTopology.Instance);
        LogsHandler handler = new();
        ConsumerSubscription logs = await bus.ConsumeAsync(
            handler, [MyLogs.Bind("kern.*"), MyLogs.Bind("*.critical")], cancellationToken: world.Deadline);
        await logs.UnbindAsync(MyLogs.Bind("*.critical"), world.Deadline);
        await logs.BindAsync(MyLogs.Bind("lpr.info"), world.Deadline);
        (AmqpConnection first, string name) = (bus.Connection, logs.Queue);

        world.Link.Drop();
        await first.Closed.WaitAsync(world.Deadline);
        await world.RestoredAsync(bus, first);

        Assert.NotEqual(name, logs.Queue);
        PublishResult unbound = await bus.Logs().TryPublishAsync(new LogLine(Facility.Printer, Severity.Critical, "no"), world.Deadline);
        Assert.Equal(PublishOutcome.Returned, unbound.Outcome);
        await bus.Logs().PublishAsync(new LogLine(Facility.Printer, Severity.Info, "1"), world.Deadline);
        await bus.Logs().PublishAsync(new LogLine(Facility.Kern, Severity.Critical, "2"), world.Deadline);
        Assert.Equal("1", (await handler.Recorder.NextAsync<LogLine>(world.Deadline)).Text);
        Assert.Equal("2", (await handler.Recorder.NextAsync<LogLine>(world.Deadline)).Text);
    }

    [Fact]
    public async Task PublishesWaitForTheNextConnectionInTheirOrder()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        (AmqpBus bus, WorkHandler handler, _) = await world.ConsumeWorkAsync();
        AmqpConnection first = bus.Connection;
        world.Link.Refuse();
        await first.Closed.WaitAsync(world.Deadline);
        AmqpBusStatus status = await world.WhenAsync(bus, status => status.State == AmqpBusState.Impaired && status.NotConsumed.Length == 1);
        Assert.Contains("lost", status.Problem, StringComparison.Ordinal);
        Assert.Equal("work", Assert.Single(status.NotConsumed));

        Task<PublishResult>[] publishes =
        [
            .. Enumerable.Range(0, 300).Select(i => bus.WorkExchange().TryPublishAsync(new WorkItem(Kind.Plain, "n", i), world.Deadline).AsTask()),
        ];
        Assert.DoesNotContain(publishes, static publish => publish.IsCompleted);
        world.Link.Accept();

        Assert.All(await Task.WhenAll(publishes), static result => Assert.Equal(PublishOutcome.Confirmed, result.Outcome));
        for (int i = 0; i < publishes.Length; i++)
        {
            Assert.Equal(i, (await handler.Recorder.NextAsync<WorkItem>(world.Deadline)).Number);
        }
    }

    [Fact]
    public async Task AnAcknowledgementFromBeforeDoesNothingAfterwards()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        System.Threading.Channels.Channel<Delivery> deliveries = System.Threading.Channels.Channel.CreateUnbounded<Delivery>();
        WorkHandler handler = new((_, delivery, cancellationToken) => deliveries.Writer.WriteAsync(delivery, cancellationToken));
        ConsumerSubscription subscription =
            await bus.ConsumeAsync(handler, new SubscriptionOptions { AckMode = AckMode.Manual }, world.Deadline);
        await bus.WorkExchange().PublishAsync(new Note("once"), world.Deadline);
        Delivery before = await deliveries.Reader.ReadAsync(world.Deadline);
        AmqpConnection first = bus.Connection;

        world.Link.Drop();
        await first.Closed.WaitAsync(world.Deadline);
        Delivery after = await deliveries.Reader.ReadAsync(world.Deadline);
        await before.AckAsync();
        await before.RejectAsync();

        Assert.Equal((1, 2, true), (before.Epoch, after.Epoch, after.Redelivered));
        await after.AckAsync();
        await subscription.DisposeAsync();
        await using AmqpChannel channel = await bus.Connection.OpenChannelAsync(cancellationToken: world.Deadline);
        Assert.Equal(0u, (await channel.InspectQueueAsync("work", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task CallsInFlightFailAndLaterOnesReachTheServer()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        Oracle oracle = new();
        await bus.ServeAsync(oracle, cancellationToken: world.Deadline);
        AmqpConnection first = bus.Connection;
        Task<Answer> silent = bus.Oracle().AskAsync(new Question("wait"), world.Deadline);
        await oracle.Asked.NextAsync<Question>(world.Deadline);

        world.Link.Drop();

        RpcUnavailableException lost = await Assert.ThrowsAsync<RpcUnavailableException>(() => silent.WaitAsync(world.Deadline));
        Assert.Contains("oracle", lost.Message, StringComparison.Ordinal);
        Assert.Equal("again", (await bus.Oracle().AskAsync(new Question("again"), world.Deadline)).Text);
        Assert.NotSame(first, bus.Connection);
    }

    [Fact]
    public async Task ACallThatMayBeMadeAgainIsMadeAgain()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        AmqpBus serving = await world.ConnectAsync(TestsTopology.Instance, options => options with { Connection = world.Broker.ConnectionOptions });
        Oracle oracle = new();
        await serving.ServeAsync(oracle, cancellationToken: world.Deadline);
        Task<Answer> call = bus.Oracle().InsistAsync(new Question("listen"), world.Deadline);
        await oracle.Asked.NextAsync<Question>(world.Deadline);

        world.Link.Drop();
        await oracle.Asked.NextAsync<Question>(world.Deadline);
        Assert.False(call.IsCompleted);
        oracle.Answers.Writer.TryWrite(true);
        oracle.Answers.Writer.TryWrite(true);

        Assert.Equal("listen", (await call.WaitAsync(world.Deadline)).Text);
    }

    [Fact]
    public async Task ACallThatMayBeMadeAgainEndsWithItsDeadline()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        VirtualClock clock = new();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance, options => options with
        {
            Connection = options.Connection with { TimeProvider = clock },
            Recovery = new RecoveryOptions { FirstDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) },
        });
        Oracle oracle = new();
        AmqpBus serving = await world.ConnectAsync(TestsTopology.Instance, options => options with { Connection = world.Broker.ConnectionOptions });
        await serving.ServeAsync(oracle, cancellationToken: world.Deadline);
        Task<Answer> call = bus.Oracle().InsistAsync(new Question("listen"), world.Deadline);
        await oracle.Asked.NextAsync<Question>(world.Deadline);
        AmqpConnection first = bus.Connection;
        world.Link.Drop();
        await first.Closed.WaitAsync(world.Deadline);

        while (!call.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Fact]
    public async Task ABusThatIsDisposedWhileItReconnectsEnds()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        ConsumerSubscription subscription = await bus.ConsumeAsync(new WorkHandler(), world.Deadline);
        AmqpConnection first = bus.Connection;
        world.Link.Refuse();
        await first.Closed.WaitAsync(world.Deadline);
        ValueTask<PublishResult> publish = bus.WorkExchange().TryPublishAsync(new Note("never"), world.Deadline);

        await bus.DisposeAsync().AsTask().WaitAsync(world.Deadline);

        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => publish.AsTask());
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => bus.WorkExchange().PublishAsync(new Note("late"), world.Deadline).AsTask());
        await subscription.Completion.WaitAsync(world.Deadline);
        Assert.Equal(AmqpBusState.Closed, bus.Status.State);
    }

    [Fact]
    public async Task WithoutRecoveryABusEndsWithItsConnection()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance, options => options with { Recovery = RecoveryOptions.None });
        ConsumerSubscription subscription = await bus.ConsumeAsync(new WorkHandler(), world.Deadline);

        world.Link.Drop();

        Assert.Equal(CloseInitiator.Transport, (await subscription.Completion.WaitAsync(world.Deadline)).Initiator);
        await world.WhenAsync(bus, static status => status.State == AmqpBusState.Closed);
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => bus.WorkExchange().PublishAsync(new Note("late"), world.Deadline).AsTask());
    }

    [Fact]
    public async Task ABusGivesUpWhenItWasToldTo()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(
            TestsTopology.Instance, options =>
                options with { Recovery = RecoveryWorld.Quickly with { GiveUpAfter = TimeSpan.FromMilliseconds(50) } });
        ConsumerSubscription subscription = await bus.ConsumeAsync(new WorkHandler(), world.Deadline);

        world.Link.Refuse();

        AmqpBusStatus status = await world.WhenAsync(bus, static status => status.State == AmqpBusState.Closed);
        Assert.Contains("lost", status.Problem, StringComparison.Ordinal);
        await subscription.Completion.WaitAsync(world.Deadline);
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => bus.WorkExchange().PublishAsync(new Note("late"), world.Deadline).AsTask());
    }

    [Fact]
    public async Task ABrokerThatHasAnotherExchangeNowLeavesTheBusImpairedUntilItFits()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        AmqpConnection first = bus.Connection;
        world.Link.Refuse();
        await first.Closed.WaitAsync(world.Deadline);
        await using AmqpConnection other = await world.Broker.ConnectAsync(world.Deadline);
        AmqpChannel channel = await other.OpenChannelAsync(cancellationToken: world.Deadline);
        await channel.DeleteExchangeAsync("work", cancellationToken: world.Deadline);
        await channel.DeclareExchangeAsync("work", "direct", cancellationToken: world.Deadline);

        world.Link.Accept();

        AmqpBusStatus status = await world.WhenAsync(bus, static status => status.Problem?.Contains("work", StringComparison.Ordinal) ?? false);
        Assert.Equal(AmqpBusState.Impaired, status.State);
        Assert.Contains(
            ((int)ReplyCode.PreconditionFailed).ToString(System.Globalization.CultureInfo.InvariantCulture),
            status.Problem,
            StringComparison.Ordinal);
        await channel.DeleteExchangeAsync("work", cancellationToken: world.Deadline);
        await world.RestoredAsync(bus, first);
    }

    private sealed class LogsHandler : MyLogs.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(LogLine message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);
    }

    /// <summary>Answers with the question, or never.</summary>
    private sealed class Oracle : IOracle
    {
        public Recorder Asked { get; } = new();

        /// <summary>One for each answer that is given to who insists.</summary>
        public System.Threading.Channels.Channel<bool> Answers { get; } = System.Threading.Channels.Channel.CreateUnbounded<bool>();

        public async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken = default)
        {
            Asked.Add(question);
            if (question.Text == "wait")
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return new Answer(question.Text);
        }

        public async Task<Answer> InsistAsync(Question question, CancellationToken cancellationToken = default)
        {
            Asked.Add(question);
            await Answers.Reader.ReadAsync(cancellationToken);
            return new Answer(question.Text);
        }

        public ValueTask<Answer> PonderAsync(Question question, CancellationToken cancellationToken = default) => new(new Answer("ponder"));

        public Task<Answer?> RecallAsync(Question? question, CancellationToken cancellationToken = default) => Task.FromResult<Answer?>(null);

        public Task ForgetAsync() => Task.CompletedTask;
    }
}
