using System.Diagnostics;
using System.Reflection;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.EndToEnd;

/// <summary>
/// Octets allocated a message in the steady state, by client and broker together: the count is the process's, so that nothing else runs beside it.
/// </summary>
[Collection(AloneCollection.Name)]
public class AllocationTests
{
    private const int Messages = 100_000;

    /// <summary>
    /// How many are tried at most until one allocates nothing: code that is not optimised yet does, on a loaded machine for seconds.
    /// </summary>
    private const int Rounds = 40;

    /// <summary>
    /// Less than one octet a message: what is left is by run, block or timer, and not by message. Without optimisation the compiler makes a class of
    /// each asynchronous method's state, which a message that is awaited by itself pays several times.
    /// </summary>
    private static readonly double Limit =
        typeof(AmqpConnection).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true } ? 1000 : 1;

    private static readonly PublishTemplate Route = new("", new BasicProperties { ContentType = "text/plain" }, routingKey: "q");

    [Theory]
    [InlineData(16, false, Messages)]
    [InlineData(16, true, Messages)]
    [InlineData(1024, true, Messages)]
    [InlineData(100 * 1024, true, 2000)]
    public async Task PublishingAndConsumingAllocateNothing(int octets, bool socket, int messages)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = socket ? await AmqpConnection.ConnectAsync(broker.Uri) : await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false });
        await channel.DeclareQueueAsync("q", durable: false);
        CountingHandler handler = new(acknowledge: false);
        await channel.ConsumeAsync("q", handler, new ConsumeOptions { NoAck = true });
        byte[] body = new byte[octets];
        int ahead = messages / 200;

        await AssertAllocatesNothingAsync(async () =>
        {
            Task done = handler.Expect(messages);
            for (int i = 0; i < messages; i++)
            {
                await channel.TryPublishAsync(Route, body);
                if (i % ahead == 0)
                {
                    await handler.HasHandledAsync(i - ahead);
                }
            }

            await done.WaitAsync(ScriptedPeer.Patience);
        }, messages, OfBroker(octets));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PipelinedConfirmsAndAcknowledgementsAllocateNothing(bool socket)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = socket ? await AmqpConnection.ConnectAsync(broker.Uri) : await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q", durable: false);
        CountingHandler handler = new(acknowledge: true);
        await channel.ConsumeAsync("q", handler);
        byte[] body = new byte[16];
        ValueTask<PublishResult>[] window = new ValueTask<PublishResult>[200];

        await AssertAllocatesNothingAsync(async () =>
        {
            Task done = handler.Expect(Messages);
            for (int i = 0; i < Messages; i += window.Length)
            {
                for (int j = 0; j < window.Length; j++)
                {
                    window[j] = channel.TryPublishAsync(Route, body);
                }

                for (int j = 0; j < window.Length; j++)
                {
                    Assert.True((await window[j]).Outcome == PublishOutcome.Confirmed);
                }

                await handler.HasHandledAsync(i - 500);
            }

            await done.WaitAsync(ScriptedPeer.Patience);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AwaitingEachConfirmAllocatesNothing(bool withToken)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.Uri);
        await using AmqpChannel channel = await connection.OpenChannelAsync();

        // Nothing is bound there: the message is gone once it is confirmed.
        PublishTemplate route = new("amq.fanout", mandatory: false, routingKey: "");
        using CancellationTokenSource source = new();
        CancellationToken token = withToken ? source.Token : CancellationToken.None;
        byte[] body = new byte[16];

        await AssertAllocatesNothingAsync(async () =>
        {
            for (int i = 0; i < Messages / 10; i++)
            {
                Assert.True((await channel.TryPublishAsync(route, body, token)).Outcome == PublishOutcome.Confirmed);
            }
        }, Messages / 10);
    }

    [Fact]
    public async Task ReadingOneByOneAllocatesNothing()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false });
        await using AmqpChannel reading = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q", durable: false);
        await using IAsyncEnumerator<ReceivedMessage> messages = reading.ReadAsync("q").GetAsyncEnumerator();
        byte[] body = new byte[16];

        await AssertAllocatesNothingAsync(async () =>
        {
            for (int i = 0; i < Messages / 10; i++)
            {
                await channel.TryPublishAsync(Route, body);
                Assert.True(await messages.MoveNextAsync());
                await messages.Current.Delivery.AckAsync();
            }
        }, Messages / 10);
    }

    /// <summary>Octets that the broker itself allocates for a message: a large one has an object there, by which its queues share it.</summary>
    private static int OfBroker(int octets) => octets > 10_000 ? 48 : 0;

    private static async Task AssertAllocatesNothingAsync(Func<Task> run, int messages = Messages, int ofBroker = 0)
    {
        double least = double.MaxValue;
        for (int round = 0; round < Rounds && least >= Limit; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await run();
            least = Math.Min(least, ((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)messages) - ofBroker);
        }

        Assert.True(least < Limit, $"{least:F2} octets a message are allocated.");
    }

    private sealed class CountingHandler(bool acknowledge) : IMessageHandler
    {
        private TaskCompletionSource _done = new();
        private int _expected;
        private int _left;

        /// <summary>The publisher does not get so far ahead that every queue on the way grows anew.</summary>
        public async ValueTask HasHandledAsync(int messages)
        {
            while (_expected - Volatile.Read(ref _left) < messages)
            {
                await Task.Yield();
            }
        }

        public Task Expect(int messages)
        {
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _expected = messages;
            Volatile.Write(ref _left, messages);
            return _done.Task;
        }

        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            if (--_left == 0)
            {
                _done.SetResult();
            }

            return acknowledge ? message.Delivery.AckAsync() : ValueTask.CompletedTask;
        }
    }
}
