using System.Threading.Channels;
using Tutorials;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The tutorials with one side in Python (pika), which knows nothing of types, and the other in C#, which the compiler checked.</summary>
[Collection(nameof(Brokers))]
public sealed class TypedTests(Brokers brokers) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(1));

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_typed_consumer_gets_what_Python_sends(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using PythonPrograms python = new(broker);
        await using AmqpBus bus = await ConnectAsync(broker);
        HelloHandler handler = new();
        await using ConsumerSubscription hello = await bus.ConsumeAsync(handler, _deadline.Token);
        await python.RunAsync("send");
        Assert.Equal("Hello World!", await handler.Lines.Reader.ReadAsync(_deadline.Token));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Python_gets_what_a_typed_publisher_sends(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using PythonPrograms python = new(broker);
        await using AmqpBus bus = await ConnectAsync(broker);
        ChildProcess receiver = await python.StartAsync("receive", " [*] Waiting for messages. To exit press CTRL+C");
        await bus.Hello().PublishAsync("Grüße aus C#", _deadline.Token);
        await receiver.WaitForLineAsync(" [x] Received Grüße aus C#");
        await PythonPrograms.InterruptAsync(receiver);
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Python_and_typed_workers_share_tasks(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using PythonPrograms python = new(broker);
        await using AmqpBus bus = await ConnectAsync(broker);
        TaskHandler handler = new();
        await using (await bus.ConsumeAsync(handler, _deadline.Token))
        {
            await python.RunAsync("new_task", "from Python");
            Assert.Equal("from Python", await handler.Lines.Reader.ReadAsync(_deadline.Token));
        }

        ChildProcess worker = await python.StartAsync("worker", " [*] Waiting for messages. To exit press CTRL+C");
        await bus.TaskQueue().PublishAsync("from C#", _deadline.Token);
        await worker.WaitForLineAsync(" [x] Received from C# (delivery mode 2, redelivered False)");
        await PythonPrograms.InterruptAsync(worker);
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task The_key_of_a_Python_message_tells_its_contract(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using PythonPrograms python = new(broker);
        await using AmqpBus bus = await ConnectAsync(broker);
        LogHandler handler = new();
        await using ConsumerSubscription logs = await bus.ConsumeAsync(handler, _deadline.Token);
        await python.RunAsync("emit_log_direct", "info", "started");
        await python.RunAsync("emit_log_direct", "error", "Run. Run. Or it will explode.");
        Assert.Equal(new Info("started"), await handler.Messages.Reader.ReadAsync(_deadline.Token));
        Assert.Equal(new Error("Run. Run. Or it will explode."), await handler.Messages.Reader.ReadAsync(_deadline.Token));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_contract_reaches_Python_under_its_key(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using PythonPrograms python = new(broker);
        await using AmqpBus bus = await ConnectAsync(broker);
        ChildProcess reader = await python.StartAsync("receive_logs_direct", " [*] Waiting for logs. To exit press CTRL+C", "warning", "error");
        await bus.DirectLogs().PublishAsync(new Warning("it gets warm"), _deadline.Token);
        await bus.DirectLogs().PublishAsync(new Error("it burns"), _deadline.Token);
        await reader.WaitForLineAsync(" [x] error:it burns");
        Assert.Contains(" [x] warning:it gets warm", reader.Output);
        await PythonPrograms.InterruptAsync(reader);
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Python_calls_a_typed_server(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using PythonPrograms python = new(broker);
        await using AmqpBus bus = await ConnectAsync(broker);
        await using ConsumerSubscription server = await bus.ServeAsync(new Doubler(), cancellationToken: _deadline.Token);
        Assert.Equal(" [x] Requesting fib(10)\n [.] Got 20\n [x] Requesting fib(15)\n [.] Got 30", await python.RunAsync("rpc_client", "10", "15"));
        Assert.Equal([" [.] Reply 0: 12", " [.] Reply 1: 14"], (await python.RunAsync("rpc_client_direct", "6", "7")).Split('\n').Order());
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_typed_client_calls_Python(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using PythonPrograms python = new(broker);
        await using AmqpBus bus = await ConnectAsync(broker);
        ChildProcess server = await python.StartAsync("rpc_server", " [x] Awaiting RPC requests");
        long[] replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => bus.Fibonacci().FibAsync(number, _deadline.Token)));
        Assert.Equal([0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610], replies);
        await PythonPrograms.InterruptAsync(server);
    }

    public void Dispose() => _deadline.Dispose();

    private Task<AmqpBus> ConnectAsync(BrokerProcess broker) => AmqpBus.ConnectAsync(broker.UriFor(), TutorialsTopology.Instance, _deadline.Token);

    private sealed class HelloHandler : Hello.IConsumer
    {
        public Channel<string> Lines { get; } = Channel.CreateUnbounded<string>();

        public ValueTask HandleAsync(string message, Delivery delivery, CancellationToken cancellationToken) =>
            Lines.Writer.WriteAsync(message, cancellationToken);
    }

    private sealed class TaskHandler : TaskQueue.IConsumer
    {
        public Channel<string> Lines { get; } = Channel.CreateUnbounded<string>();

        public ValueTask HandleAsync(string message, Delivery delivery, CancellationToken cancellationToken) =>
            Lines.Writer.WriteAsync(message, cancellationToken);
    }

    private sealed class LogHandler : ScreenLogs.IConsumer
    {
        public Channel<object> Messages { get; } = Channel.CreateUnbounded<object>();

        public ValueTask HandleAsync(Info message, Delivery delivery, CancellationToken cancellationToken) =>
            Messages.Writer.WriteAsync(message, cancellationToken);

        public ValueTask HandleAsync(Warning message, Delivery delivery, CancellationToken cancellationToken) =>
            Messages.Writer.WriteAsync(message, cancellationToken);

        public ValueTask HandleAsync(Error message, Delivery delivery, CancellationToken cancellationToken) =>
            Messages.Writer.WriteAsync(message, cancellationToken);
    }

    /// <summary>Not Fibonacci: so that no other server can have replied.</summary>
    private sealed class Doubler : IFibonacci
    {
        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default) => Task.FromResult(2L * number);
    }
}
