using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests.Language;

/// <summary>Streams, faults, calls without reply and cancellation, over a real broker: direct reply-to in both directions.</summary>
[Collection(nameof(Brokers))]
public sealed class ServiceTests(Brokers brokers) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(1));

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_service_with_everything(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using AmqpBus bus = await AmqpBus.ConnectAsync(broker.UriFor(), InteropTopology.Instance, _deadline.Token);
        await using AmqpBus other = await AmqpBus.ConnectAsync(broker.UriFor(), InteropTopology.Instance, _deadline.Token);
        Stock stock = new();
        await using ConsumerSubscription server = await other.ServeAsync(stock, cancellationToken: _deadline.Token);
        IStock client = bus.Stock();
        Assert.Equal(7, await client.CountAsync("seven", _deadline.Token));
        RpcFaultException<OutOfStock> fault = await Assert.ThrowsAsync<RpcFaultException<OutOfStock>>(
            () => client.CountAsync("none", _deadline.Token));
        Assert.Equal(new OutOfStock("none"), fault.Fault);

        int expected = 0;
        await foreach (int number in client.NumbersAsync(1000, _deadline.Token))
        {
            Assert.Equal(expected++, number);
        }

        Assert.Equal(1000, expected);
        Assert.Equal(0, bus.UnknownReplies);
        await foreach (int number in client.NumbersAsync(int.MaxValue, _deadline.Token))
        {
            if (number == 500)
            {
                break;
            }
        }

        Assert.Equal("given up", await stock.Events.Reader.ReadAsync(_deadline.Token));
        using CancellationTokenSource cancel = new();
        Task<int> call = client.CountAsync("wait", cancel.Token);
        Assert.Equal("waiting", await stock.Events.Reader.ReadAsync(_deadline.Token));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal("given up", await stock.Events.Reader.ReadAsync(_deadline.Token));
        await client.NoteAsync("noted");
        Assert.Equal("noted", await stock.Events.Reader.ReadAsync(_deadline.Token));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_stream_whose_caller_is_gone_ends(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using AmqpBus other = await AmqpBus.ConnectAsync(broker.UriFor(), InteropTopology.Instance, _deadline.Token);
        Stock stock = new();
        await using ConsumerSubscription server = await other.ServeAsync(stock, cancellationToken: _deadline.Token);
        AmqpConnection caller = await AmqpConnection.ConnectAsync(broker.UriFor(), _deadline.Token);
        await using (caller)
        {
            await using AmqpChannel channel = await caller.OpenChannelAsync(cancellationToken: _deadline.Token);
            await channel.ConsumeAsync("amq.rabbitmq.reply-to", new Silent(), new ConsumeOptions { NoAck = true }, _deadline.Token);
            TypedAmqp.Protocol.BasicProperties properties = new()
            {
                Type = "interop-stock.Numbers",
                ReplyTo = "amq.rabbitmq.reply-to",
                CorrelationId = "c",
                Headers = new TypedAmqp.Protocol.FieldTable { ["x-credit"] = 1, ["x-timeout"] = 100 },
            };
            await channel.PublishAsync("", "interop-stock", "1000"u8.ToArray(), properties, cancellationToken: _deadline.Token);
            await stock.Begun.Task.WaitAsync(_deadline.Token);
        }

        Assert.Equal("given up", await stock.Events.Reader.ReadAsync(_deadline.Token));
    }

    public void Dispose() => _deadline.Dispose();

    private sealed class Silent : IMessageHandler
    {
        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Stock : IStock
    {
        public Channel<string> Events { get; } = Channel.CreateUnbounded<string>();

        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<int> CountAsync(string sku, CancellationToken cancellationToken = default)
        {
            if (sku == "wait")
            {
                Events.Writer.TryWrite("waiting");
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    Events.Writer.TryWrite("given up");
                    throw;
                }
            }

            return sku == "none" ? throw new RpcFaultException<OutOfStock>(new OutOfStock(sku)) : 7;
        }

        public async IAsyncEnumerable<int> NumbersAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            try
            {
                for (int number = 0; number < count; number++)
                {
                    await Task.Yield();
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return number;
                    Begun.TrySetResult();
                }
            }
            finally
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    Events.Writer.TryWrite("given up");
                }
            }
        }

        public Task NoteAsync(string text)
        {
            Events.Writer.TryWrite(text);
            return Task.CompletedTask;
        }
    }
}
