using System.Buffers.Binary;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.EndToEnd;

public class ConcurrencyTests
{
    private const int Publishers = 8;
    private const int Each = 2000;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task EightPublishersOfOneChannelKeepEachTheirOrder(bool confirms, bool socket)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await ConnectAsync(broker, socket);
        await using AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = confirms });
        await channel.DeclareQueueAsync("q");
        OrderHandler handler = new();
        await channel.ConsumeAsync("q", handler);
        PublishTemplate route = new("", routingKey: "q");

        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                byte[] body = new byte[8 + (i % 50)];
                BinaryPrimitives.WriteInt32LittleEndian(body, publisher);
                BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), i);
                Assert.True((await channel.TryPublishAsync(route, body)).IsSuccess);
            }
        })));

        await handler.Done.Task.WaitAsync(ScriptedPeer.Patience);
        Assert.Null(handler.Disorder);
    }

    [Fact]
    public async Task OneChannelDeclaresPublishesConsumesAndSettlesAtOnce()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.Uri);
        await using AmqpChannel channel = await connection.OpenChannelAsync();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            string queue = $"q{worker}";
            for (int i = 0; i < 20; i++)
            {
                await channel.DeclareQueueAsync(queue, durable: false);
                RecordingHandler handler = new(static (message, _) => message.Delivery.AckAsync());
                AmqpConsumer consumer = await channel.ConsumeAsync(queue, handler);
                await channel.PublishAsync("", queue, "x"u8.ToArray());
                Assert.Equal("x", (await handler.NextAsync()).Text);
                await consumer.CancelAsync();
                await consumer.Completion;
                Assert.Equal(0u, await channel.DeleteQueueAsync(queue));
            }
        }))).WaitAsync(ScriptedPeer.Patience);
    }

    [Fact]
    public async Task ManyChannelsComeAndGo()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.Uri);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 30; i++)
            {
                await using AmqpChannel channel = await connection.OpenChannelAsync();
                QueueInfo queue = await channel.DeclareQueueAsync(exclusive: true, durable: false);
                await channel.PublishAsync("", queue.Name, "x"u8.ToArray());
                if (i % 3 == 0)
                {
                    await Assert.ThrowsAsync<AmqpChannelClosedException>(() => channel.InspectQueueAsync("no-such-queue"));
                }
            }
        }))).WaitAsync(ScriptedPeer.Patience);

        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task ClosingInTheMiddleOfEverythingEndsEverything()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        for (int round = 0; round < 50; round++)
        {
            AmqpConnection connection = await ConnectAsync(broker, socket: round % 2 == 0);
            AmqpChannel channel = await connection.OpenChannelAsync();
            await channel.DeclareQueueAsync("q", durable: false);
            AmqpConsumer consumer = await channel.ConsumeAsync("q", new RecordingHandler(static (message, _) => message.Delivery.AckAsync()));
            Task[] users = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => UseAsync(channel)))];
            await Task.Yield();

            await Task.WhenAll(
                Task.Run(async () => await connection.DisposeAsync()),
                Task.Run(async () => await channel.DisposeAsync()),
                Task.Run(async () => await consumer.DisposeAsync())).WaitAsync(ScriptedPeer.Patience);

            await Task.WhenAll(users).WaitAsync(ScriptedPeer.Patience);
            await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
            Assert.Equal(CloseInitiator.Application, (await connection.Closed).Initiator);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AHandlerMayCloseItsOwnChannelOrConnection(bool wholeConnection)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.Uri);
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q", durable: false);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AmqpConsumer consumer = await channel.ConsumeAsync("q", new RecordingHandler(async (_, _) =>
        {
            await (wholeConnection ? connection.CloseAsync(CancellationToken.None) : channel.CloseAsync(CancellationToken.None));
            closed.SetResult();
        }));

        await channel.PublishAsync("", "q", "x"u8.ToArray()).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);

        await closed.Task.WaitAsync(ScriptedPeer.Patience);
        await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task AHandlerMayCancelItsOwnConsumer()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.Uri);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q", durable: false);
        AmqpConsumer? consumer = null;
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        consumer = await channel.ConsumeAsync("q", new RecordingHandler(async (message, _) =>
        {
            await begun.Task;
            await message.Delivery.AckAsync();
            await consumer!.CancelAsync(CancellationToken.None);
        }));
        for (int i = 0; i < 5; i++)
        {
            await channel.PublishAsync("", "q", "x"u8.ToArray());
        }

        begun.SetResult();

        await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
        await channel.RecoverAsync();
        Assert.Equal(4u, (await channel.InspectQueueAsync("q")).MessageCount);
    }

    private static async Task UseAsync(AmqpChannel channel)
    {
        try
        {
            while (true)
            {
                PublishResult result = await channel.TryPublishAsync("", "q", "x"u8.ToArray());
                await channel.InspectQueueAsync("q");
                Assert.True(result.Outcome is PublishOutcome.Confirmed or PublishOutcome.Unknown);
            }
        }
        catch (AmqpException)
        {
            // What ends it, sooner or later.
        }
    }

    private static Task<AmqpConnection> ConnectAsync(TestBroker broker, bool socket) =>
        socket ? AmqpConnection.ConnectAsync(broker.Uri) : broker.ConnectAsync();

    private sealed class OrderHandler : IMessageHandler
    {
        private readonly int[] _next = new int[Publishers];
        private int _count;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Disorder { get; private set; }

        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            ReadOnlySpan<byte> body = message.Body.FirstSpan;
            int publisher = BinaryPrimitives.ReadInt32LittleEndian(body);
            int number = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
            if (_next[publisher]++ != number)
            {
                Disorder ??= $"publisher {publisher}: {number} came where {_next[publisher] - 1} was due";
            }

            if (++_count == Publishers * Each)
            {
                Done.SetResult();
            }

            return message.Delivery.AckAsync();
        }
    }
}
