using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>Typed faults, calls without reply, streams, and cancellation that reaches the server.</summary>
public sealed class WarehouseTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task ADeclaredFaultCarriesItsContract()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Warehouse(), cancellationToken: world.Deadline);
        RpcFaultException<OutOfStock> fault =
            await Assert.ThrowsAsync<RpcFaultException<OutOfStock>>(() => world.Bus.Warehouse().OrderAsync(new Question("none"), world.Deadline));
        Assert.Equal(("out-of-stock", "sold out", new OutOfStock("none", 0)), (fault.Code, fault.Message, fault.Fault));
        RpcFaultException<Closed> closed =
            await Assert.ThrowsAsync<RpcFaultException<Closed>>(() => world.Bus.Warehouse().OrderAsync(new Question("closed"), world.Deadline));
        Assert.Equal(("fault.closed", new Closed("Monday")), (closed.Code, closed.Fault));
        Assert.False(world.Failures.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task AFaultThatTheServiceDoesNotDeclareIsItsOwnMistake()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Warehouse(), cancellationToken: world.Deadline);
        RpcFaultException fault = await Assert.ThrowsAsync<RpcFaultException>(
            () => world.Bus.Warehouse().OrderAsync(new Question("undeclared"), world.Deadline));
        Assert.Equal(RpcFaultException.InternalCode, fault.Code);
        Assert.IsType<RpcFaultException<int>>((await world.Failures.Reader.ReadAsync(world.Deadline)).Exception);
    }

    [Fact]
    public async Task AOneWayCallReturnsWhenTheBrokerHasIt()
    {
        await using World world = await World.StartAsync(Topology);

        // Nobody serves yet.
        await world.Bus.Warehouse().NoteAsync(new Question("remember"), world.Deadline);
        await world.Bus.Warehouse().RemindAsync();
        Warehouse warehouse = new();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(warehouse, cancellationToken: world.Deadline);
        Assert.Equal(
            ["remember", "remind"],
            new[] { await warehouse.Recorder.NextAsync<string>(world.Deadline), await warehouse.Recorder.NextAsync<string>(world.Deadline) }.Order());
    }

    [Fact]
    public async Task CallsThatFailAreErrorsInTheirSpans()
    {
        await using World world = await World.StartAsync(Topology);
        using Activity root = new Activity("the test").Start();
        Channel<Activity> ended = Channel.CreateUnbounded<Activity>();
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == TypedAmqpTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == root.TraceId && span.Kind == ActivityKind.Client)
                {
                    ended.Writer.TryWrite(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using (await world.Bus.ServeAsync(new Warehouse(), cancellationToken: world.Deadline))
        {
            await Assert.ThrowsAsync<RpcFaultException<OutOfStock>>(() => world.Bus.Warehouse().OrderAsync(new Question("none"), world.Deadline));
        }

        Assert.Equal("out-of-stock", (await ended.Reader.ReadAsync(world.Deadline)).GetTagItem("error.type"));
        await using (AmqpChannel channel = await world.OpenChannelAsync())
        {
            await channel.DeleteQueueAsync("warehouse", cancellationToken: world.Deadline);
        }

        await Assert.ThrowsAsync<RpcUnavailableException>(() => world.Bus.Warehouse().NoteAsync(new Question("lost"), world.Deadline));
        await Assert.ThrowsAsync<RpcUnavailableException>(async () =>
        {
            await foreach (Answer answer in world.Bus.Warehouse().ListAsync(new Question("lost"), world.Deadline))
            {
                Assert.Fail(answer.ToString());
            }
        });
        foreach (string name in new[] { "call warehouse.Note", "call warehouse.List" })
        {
            Activity span = await ended.Reader.ReadAsync(world.Deadline);
            Assert.Equal((name, ActivityStatusCode.Error), (span.DisplayName, span.Status));
            Assert.Equal(typeof(RpcUnavailableException).FullName, span.GetTagItem("error.type"));
        }
    }

    [Fact]
    public async Task AOneWayRequestIsKeptAndAsksForNoReply()
    {
        await using World world = await World.StartAsync(Topology);
        await world.Bus.Warehouse().NoteAsync(new Question("kept"), world.Deadline);
        await world.Bus.Warehouse().RemindAsync();
        Assert.Equal("warehouse.Note Persistent  ", await NextRequestAsync(world));
        Assert.Equal("warehouse.remind Persistent  60000", await NextRequestAsync(world));
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("fault")]
    public async Task AOneWayCallThatFailsIsReportedWhereItRuns(string note)
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Warehouse(), cancellationToken: world.Deadline);
        await world.Bus.Warehouse().NoteAsync(new Question(note), world.Deadline);
        Assert.Equal(DeliveryOutcome.Rejected, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task AStreamArrivesInOrderAndEnds(int count)
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Warehouse(), cancellationToken: world.Deadline);
        List<string> items = [];
        await foreach (Answer item in world.Bus.Warehouse().ListAsync(new Question($"{count}"), world.Deadline))
        {
            items.Add(item.Text);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(static number => $"{number}"), items);
        Assert.Equal(0, world.Bus.UnknownReplies);
    }

    [Fact]
    public async Task AStreamThatNobodyReadsWaits()
    {
        await using World world = await World.StartAsync(Topology);
        Warehouse warehouse = new();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(warehouse, cancellationToken: world.Deadline);
        await using IAsyncEnumerator<Answer> items = world.Bus.Warehouse().ListAsync(new Question("1000"), world.Deadline).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());

        // One is taken, and 128 may be on their way.
        await warehouse.Reached(128).WaitAsync(world.Deadline);
        Assert.InRange(warehouse.Given, 128, 129);
        for (int number = 1; number < 1000; number++)
        {
            Assert.True(await items.MoveNextAsync());
            Assert.Equal($"{number}", items.Current.Text);
        }

        Assert.False(await items.MoveNextAsync());
    }

    [Fact]
    public async Task WhoeverLeavesAStreamEndsItAtTheServer()
    {
        await using World world = await World.StartAsync(Topology);
        Warehouse warehouse = new();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(warehouse, cancellationToken: world.Deadline);
        await foreach (Answer item in world.Bus.Warehouse().ListAsync(new Question($"{int.MaxValue}"), world.Deadline))
        {
            if (item.Text == "300")
            {
                break;
            }
        }

        Assert.Equal("given up", await warehouse.Recorder.NextAsync<string>(world.Deadline));
    }

    [Fact]
    public async Task AStreamMayEndWithAFault()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Warehouse(), cancellationToken: world.Deadline);
        await using IAsyncEnumerator<Answer> items = world.Bus.Warehouse().ListAsync(new Question("fault"), world.Deadline).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        RpcFaultException<OutOfStock> fault = await Assert.ThrowsAsync<RpcFaultException<OutOfStock>>(async () => await items.MoveNextAsync());
        Assert.Equal(new OutOfStock("list", 1), fault.Fault);
    }

    [Fact]
    public async Task AnItemThatDoesNotComeIsWaitedForAsLongAsDeclared()
    {
        await using World world = await World.StartAsync(Topology);
        Warehouse warehouse = new();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(warehouse, cancellationToken: world.Deadline);
        await using IAsyncEnumerator<Answer> items = world.Bus.Warehouse().SlowlyAsync(world.Deadline).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        await Assert.ThrowsAsync<TimeoutException>(async () => await items.MoveNextAsync());
        Assert.Equal("waiting", await warehouse.Recorder.NextAsync<string>(world.Deadline));
        Assert.Equal("given up", await warehouse.Recorder.NextAsync<string>(world.Deadline));
    }

    [Fact]
    public async Task CancellationReachesTheServer()
    {
        await using World world = await World.StartAsync(Topology);
        Warehouse warehouse = new();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(warehouse, cancellationToken: world.Deadline);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(world.Deadline);
        Task<Answer> call = world.Bus.Warehouse().OrderAsync(new Question("wait"), cancel.Token);
        Assert.Equal("waiting", await warehouse.Recorder.NextAsync<string>(world.Deadline));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal("given up", await warehouse.Recorder.NextAsync<string>(world.Deadline));
        Assert.Equal(new Answer("re: next"), await world.Bus.Warehouse().OrderAsync(new Question("next"), world.Deadline));
        Assert.False(world.Failures.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task ARequestThatWasGivenUpBeforeItsTurnIsNotDone()
    {
        await using World world = await World.StartAsync(Topology);
        Warehouse warehouse = new();
        RpcServerOptions oneAtATime = new() { Concurrency = 1 };
        await using ConsumerSubscription server = await world.Bus.ServeAsync(warehouse, oneAtATime, world.Deadline);
        using CancellationTokenSource cancelFirst = CancellationTokenSource.CreateLinkedTokenSource(world.Deadline);
        using CancellationTokenSource cancelSecond = CancellationTokenSource.CreateLinkedTokenSource(world.Deadline);
        Task<Answer> first = world.Bus.Warehouse().OrderAsync(new Question("wait"), cancelFirst.Token);
        Assert.Equal("waiting", await warehouse.Recorder.NextAsync<string>(world.Deadline));
        Task<Answer> second = world.Bus.Warehouse().OrderAsync(new Question("wait"), cancelSecond.Token);
        await cancelSecond.CancelAsync();
        await cancelFirst.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("given up", await warehouse.Recorder.NextAsync<string>(world.Deadline));
        Assert.Equal(new Answer("re: next"), await world.Bus.Warehouse().OrderAsync(new Question("next"), world.Deadline));
        Assert.True(warehouse.Recorder.IsEmpty);
    }

    [Fact]
    public async Task ACallThatHangsOnADeadCallersCreditEnds()
    {
        await using World world = await World.StartAsync(Topology);
        Warehouse warehouse = new();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(warehouse, cancellationToken: world.Deadline);
        AmqpBus caller = await world.ConnectAsync(Topology);
        await using AmqpChannel channel = await caller.Connection.OpenChannelAsync(cancellationToken: world.Deadline);
        await channel.ConsumeAsync("amq.rabbitmq.reply-to", new Silent(), new ConsumeOptions { NoAck = true }, world.Deadline);
        BasicProperties properties = new()
        {
            Type = "warehouse.List",
            ReplyTo = "amq.rabbitmq.reply-to",
            CorrelationId = "c",
            Headers = new FieldTable { ["x-credit"] = 2, ["x-timeout"] = 50 },
        };
        await channel.PublishAsync("", "warehouse", """{"text":"1000"}"""u8.ToArray(), properties, cancellationToken: world.Deadline);
        await warehouse.Reached(2).WaitAsync(world.Deadline);
        await caller.DisposeAsync();
        Assert.Equal("given up", await warehouse.Recorder.NextAsync<string>(world.Deadline));
    }

    private static async Task<string> NextRequestAsync(World world)
    {
        await using AmqpChannel channel = await world.OpenChannelAsync();
        ReceivedMessage request = (await channel.GetAsync("warehouse", noAck: true, world.Deadline))!.Message;
        return $"{request.Properties.Type.ToString()} {request.Properties.DeliveryMode} {request.Properties.ReplyTo.ToString()} {request.Properties.Expiration.ToString()}";
    }

    private sealed class Silent : IMessageHandler
    {
        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Warehouse : IWarehouse
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _given;
        private int _goal = int.MaxValue;

        public Recorder Recorder { get; } = new();

        /// <summary>How many items of a list were given.</summary>
        public int Given => Volatile.Read(ref _given);

        /// <summary>Completes when so many items were given.</summary>
        public Task Reached(int count)
        {
            Volatile.Write(ref _goal, count);
            Check();
            return _reached.Task;
        }

        public async Task<Answer> OrderAsync(Question sku, CancellationToken cancellationToken = default)
        {
            if (sku.Text == "wait")
            {
                await WaitAsync(cancellationToken);
            }

            return sku.Text switch
            {
                "none" => throw new RpcFaultException<OutOfStock>(new OutOfStock("none", 0), "sold out"),
                "closed" => throw new RpcFaultException<Closed>(new Closed("Monday")),
#pragma warning disable TAMQP612 // It is what the test is about.
                "undeclared" => throw new RpcFaultException<int>(1),
#pragma warning restore TAMQP612
                _ => new Answer("re: " + sku.Text),
            };
        }

        public Task NoteAsync(Question note, CancellationToken cancellationToken = default)
        {
            Recorder.Add(note.Text);
            return note.Text switch
            {
                "fail" => throw new InvalidOperationException("no"),
                "fault" => throw new RpcFaultException("no", "no"),
                _ => Task.CompletedTask,
            };
        }

        public ValueTask RemindAsync()
        {
            Recorder.Add("remind");
            return ValueTask.CompletedTask;
        }

        public async IAsyncEnumerable<Answer> ListAsync(Question filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            int count = filter.Text == "fault" ? 1 : int.Parse(filter.Text, System.Globalization.CultureInfo.InvariantCulture);
            try
            {
                for (int number = 0; number < count; number++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return new Answer($"{number}");
                    Interlocked.Increment(ref _given);
                    Check();
                }
            }
            finally
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    Recorder.Add("given up");
                }
            }

            if (filter.Text == "fault")
            {
                throw new RpcFaultException<OutOfStock>(new OutOfStock("list", 1));
            }
        }

        public async IAsyncEnumerable<Answer> SlowlyAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new Answer("first");
            await WaitAsync(cancellationToken);
        }

        private async Task WaitAsync(CancellationToken cancellationToken)
        {
            Recorder.Add("waiting");
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Recorder.Add("given up");
                throw;
            }
        }

        private void Check()
        {
            if (Given >= Volatile.Read(ref _goal))
            {
                _reached.TrySetResult();
            }
        }
    }
}
