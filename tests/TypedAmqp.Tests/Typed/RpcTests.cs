using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>Calls: replies, faults, deadlines, and both sides against programs that know only reply_to and correlation_id.</summary>
public sealed class RpcTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task ThousandsAreInFlightOnOneChannel()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Oracle(), cancellationToken: world.Deadline);
        IOracle oracle = world.Bus.Oracle();
        for (int round = 0; round < 2; round++)
        {
            Answer[] answers = await Task.WhenAll(
                Enumerable.Range(0, 3000).Select(number => oracle.AskAsync(new Question($"{number}"), world.Deadline)));
            Assert.Equal(Enumerable.Range(0, 3000).Select(static number => new Answer($"re: {number}")), answers);
        }

        await oracle.ForgetAsync();
    }

    [Theory]
    [InlineData("fault", "no-idea", "I do not know.")]
    [InlineData("throw", RpcFaultException.InternalCode, "The service failed.")]
    [InlineData("throw later", RpcFaultException.InternalCode, "The service failed.")]
    public async Task AFaultReachesTheCaller(string question, string code, string text)
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Oracle(), cancellationToken: world.Deadline);
        RpcFaultException fault = await Assert.ThrowsAsync<RpcFaultException>(
            () => world.Bus.Oracle().AskAsync(new Question(question), world.Deadline));
        Assert.Equal((code, text), (fault.Code, fault.Message));

        // What the service did not say itself is reported where it runs, behind the reply.
        if (code == RpcFaultException.InternalCode)
        {
            Assert.Equal("secret", (await world.Failures.Reader.ReadAsync(world.Deadline)).Exception.Message);
        }

        Assert.False(world.Failures.Reader.TryRead(out _));
    }

    [Fact]
    public async Task ACallThatNobodyTakesFailsAtOnce()
    {
        await using World world = await World.StartAsync(Topology);
        RpcUnavailableException e = await Assert.ThrowsAsync<RpcUnavailableException>(
            () => world.Bus.Nowhere().AskAsync(new Question("?"), world.Deadline));
        Assert.Equal("nowhere", e.Service);
        Assert.Contains("312", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallEndsAtItsDeadlineAndItsServerIsTold()
    {
        await using World world = await World.StartAsync(Topology);
        Oracle service = new();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(service, cancellationToken: world.Deadline);
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(
            async () => await world.Bus.Oracle().PonderAsync(new Question("the meaning"), world.Deadline));
        Assert.StartsWith("No reply to oracle.ponder came within ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith(", and none ever did: is it served? Its queue is 'oracle'.", e.Message, StringComparison.Ordinal);
        Assert.Equal("given up", await service.Recorder.NextAsync<string>(world.Deadline));
    }

    [Fact]
    public async Task ACallCanBeCancelled()
    {
        await using World world = await World.StartAsync(Topology);
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(world.Deadline);
        Task<Answer> call = world.Bus.Oracle().AskAsync(new Question("nobody serves yet"), cancel.Token);
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancel.Token, e.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Bus.Oracle().AskAsync(new Question("too late"), cancel.Token));
    }

    [Fact]
    public async Task NullTravelsWhereASignatureSaysSo()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Oracle(), cancellationToken: world.Deadline);
        Assert.Null(await world.Bus.Oracle().RecallAsync(new Question("?"), world.Deadline));
        Assert.Equal(new Answer("nothing was asked"), await world.Bus.Oracle().RecallAsync(null, world.Deadline));
    }

    [Fact]
    public async Task ACallThatIsCancelledBeforehandIsNotSent()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Oracle(), cancellationToken: world.Deadline);
        await world.Bus.Oracle().AskAsync(new Question("the channel is open"), world.Deadline);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => world.Bus.Oracle().AskAsync(new Question("never mind"), new CancellationToken(canceled: true)));
        await world.Bus.Oracle().AskAsync(new Question("in order"), world.Deadline);
        await server.DisposeAsync();
        Assert.Equal(2, server.Handled);
    }

    [Fact]
    public async Task AServiceThatFailsOverAnotherChannelOfItsOwnIsAFault()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpChannel other = await world.OpenChannelAsync();
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Looker(other), cancellationToken: world.Deadline);
        RpcFaultException fault = await Assert.ThrowsAsync<RpcFaultException>(() => world.Bus.Fibonacci().FibAsync(1, world.Deadline));
        Assert.Equal(RpcFaultException.InternalCode, fault.Code);
        Assert.IsType<AmqpChannelClosedException>((await world.Failures.Reader.ReadAsync(world.Deadline)).Exception);
    }

    [Fact]
    public async Task ARequestThatIsNotReadOrNotKnownIsAFault()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Oracle(), cancellationToken: world.Deadline);
        await using PlainCaller caller = await PlainCaller.StartAsync(world);
        Assert.Equal(
            "fault 1 {\"code\":\"unknown-method\",\"text\":\"The service has no method \\u0027oracle.dance\\u0027.\"}",
            await caller.CallAsync("oracle", "1", "{}", "oracle.dance"));
        Assert.StartsWith("fault 2 {\"code\":\"unknown-method\"", await caller.CallAsync("oracle", "2", "{}", null), StringComparison.Ordinal);
        Assert.StartsWith("fault 3 {\"code\":\"undecodable\"", await caller.CallAsync("oracle", "3", "{", "oracle.Ask"), StringComparison.Ordinal);
        Assert.Equal(" 4 {\"text\":\"re: x\"}", await caller.CallAsync("oracle", "4", "{\"text\":\"x\"}", "oracle.Ask"));
    }

    [Fact]
    public async Task APlainCallerReachesATypedServer()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Fibonacci(), cancellationToken: world.Deadline);
        await using PlainCaller caller = await PlainCaller.StartAsync(world);
        Assert.Equal(" some-guid 832040", await caller.CallAsync("rpc_queue", "some-guid", "30", null));
    }

    [Fact]
    public async Task ATypedCallerReachesAPlainServer()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        PlainServer server = new(channel);
        await channel.ConsumeAsync("rpc_queue", server, cancellationToken: world.Deadline);
        Assert.Equal(55, await world.Bus.Fibonacci().FibAsync(10, world.Deadline));
    }

    [Fact]
    public async Task AReplyThatNobodyWaitsForIsCounted()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        PlainServer server = new(channel) { Times = 3 };
        await channel.ConsumeAsync("rpc_queue", server, cancellationToken: world.Deadline);
        Assert.Equal(1, await world.Bus.Fibonacci().FibAsync(2, world.Deadline));
        Assert.Equal(2, await world.Bus.Fibonacci().FibAsync(3, world.Deadline));

        // The two extra replies to the first call came before the second call's.
        Assert.True(world.Bus.UnknownReplies >= 2);
    }

    [Fact]
    public async Task CallsEndWhenTheConnectionDoes()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpBus caller = await world.ConnectAsync(Topology);
        SilentServer server = new();
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.ConsumeAsync("oracle", server, cancellationToken: world.Deadline);
        Task<Answer> call = caller.Oracle().AskAsync(new Question("anybody there?"), world.Deadline);
        await server.Recorder.NextAsync<string>(world.Deadline);
        await caller.Connection.CloseAsync(world.Deadline);
        await Assert.ThrowsAsync<RpcUnavailableException>(() => call);
    }

    private sealed class Oracle : IOracle
    {
        public Task<Answer> InsistAsync(Question question, CancellationToken cancellationToken = default) => AskAsync(question, cancellationToken);

        public Recorder Recorder { get; } = new();

        public async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken = default)
        {
            if (question.Text == "throw later")
            {
                await Task.Yield();
                throw new InvalidOperationException("secret");
            }

            return question.Text switch
            {
                "fault" => throw new RpcFaultException("no-idea", "I do not know."),
                "throw" => throw new InvalidOperationException("secret"),
                _ => new Answer("re: " + question.Text),
            };
        }

        public async ValueTask<Answer> PonderAsync(Question question, CancellationToken cancellationToken = default)
        {
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return new Answer("");
            }
            catch (OperationCanceledException)
            {
                Recorder.Add("given up");
                throw;
            }
        }

        public Task<Answer?> RecallAsync(Question? question, CancellationToken cancellationToken = default) =>
            Task.FromResult(question is null ? new Answer("nothing was asked") : null);

        public Task ForgetAsync() => Task.CompletedTask;
    }

    private sealed class Fibonacci : IFibonacci
    {
        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default) => Task.FromResult(Fib(number));

        public static long Fib(int number)
        {
            (long previous, long current) = (0, 1);
            for (int step = 0; step < number; step++)
            {
                (previous, current) = (current, previous + current);
            }

            return previous;
        }
    }

    /// <summary>Does its work with a queue that does not exist.</summary>
    private sealed class Looker(AmqpChannel channel) : IFibonacci
    {
        public async Task<long> FibAsync(int number, CancellationToken cancellationToken = default) =>
            (await channel.GetAsync("no such queue", cancellationToken: cancellationToken))?.MessageCount ?? 0;
    }

    /// <summary>A server as the sixth tutorial has it.</summary>
    private sealed class PlainServer(AmqpChannel channel) : IMessageHandler
    {
        public int Times { get; init; } = 1;

        public async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            long result = Fibonacci.Fib(int.Parse(Encoding.UTF8.GetString(message.Body), System.Globalization.CultureInfo.InvariantCulture));
            string replyTo = message.Properties.ReplyTo.ToString();
            BasicProperties properties = new() { CorrelationId = message.Properties.CorrelationId.ToString() };
            for (int time = 0; time < Times; time++)
            {
                await channel.PublishAsync(
                    "", replyTo, Encoding.UTF8.GetBytes($"{result}"), properties, mandatory: false, cancellationToken: cancellationToken);
            }

            await message.Delivery.AckAsync();
        }
    }

    private sealed class SilentServer : IMessageHandler
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            Recorder.Add(message.RoutingKey);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A caller as the sixth tutorial has it, with a reply queue of its own.</summary>
    private sealed class PlainCaller(AmqpChannel channel, string queue, CancellationToken deadline) : IMessageHandler, IAsyncDisposable
    {
        private readonly Recorder _replies = new();

        public static async Task<PlainCaller> StartAsync(World world)
        {
            AmqpChannel channel = await world.OpenChannelAsync();
            QueueInfo queue = await channel.DeclareQueueAsync("", exclusive: true, cancellationToken: world.Deadline);
            PlainCaller caller = new(channel, queue.Name, world.Deadline);
            await channel.ConsumeAsync(queue.Name, caller, new ConsumeOptions { NoAck = true }, world.Deadline);
            return caller;
        }

        /// <returns>The reply's type, correlation id and body.</returns>
        public async Task<string> CallAsync(string service, string correlationId, string body, string? type)
        {
            BasicProperties properties = new() { ReplyTo = queue, CorrelationId = correlationId, Type = type };
            await channel.PublishAsync("", service, Encoding.UTF8.GetBytes(body), properties, cancellationToken: deadline);
            return await _replies.NextAsync<string>(deadline);
        }

        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            _replies.Add(
                $"{message.Properties.Type.ToString()} {message.Properties.CorrelationId.ToString()} {Encoding.UTF8.GetString(message.Body)}");
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => channel.DisposeAsync();
    }
}
