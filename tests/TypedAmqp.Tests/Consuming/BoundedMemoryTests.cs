using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Consuming;

/// <summary>A consumer that is slower than the broker, and that no prefetch limits.</summary>
public class BoundedMemoryTests
{
    private const int BodyOctets = 100_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadingStopsUntilItHasCaughtUp(bool noAck)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = new((_, _) => new ValueTask(release.Task));
        await peer.ConsumeAsync(channel, handler, new ConsumeOptions { NoAck = noAck, Prefetch = 0 });

        int sent = await SendUntilPausedAsync(peer, connection);
        Assert.InRange(sent * BodyOctets, 3_000_000, 6_000_000);

        release.SetResult();
        for (int i = 0; i < sent; i++)
        {
            await handler.NextAsync();
        }

        Deliver(peer, (ulong)sent + 1);
        await handler.NextAsync();
        Assert.False(connection.IsReadPaused);
    }

    [Fact]
    public async Task WhoWaitsForAnAnswerDoesNotWaitForTheConsumer()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        TaskCompletionSource<uint> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = new(async (_, token) =>
        {
            if (!answer.Task.IsCompleted)
            {
                answer.SetResult(await channel.PurgeQueueAsync("other", token));
            }
        });
        TaskCompletionSource begin = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler slow = new(async (message, token) =>
        {
            await begin.Task;
            await handler.HandleAsync(message, token);
        });
        await peer.ConsumeAsync(channel, slow, new ConsumeOptions { NoAck = true });
        int sent = await SendUntilPausedAsync(peer, connection);
        for (int i = 0; i < 100; i++)
        {
            Deliver(peer, (ulong)(sent + i));
        }

        // The handler asks only now; the answer comes behind ten megabytes that nobody reads.
        begin.SetResult();
        await peer.ExpectAsync(MethodId.QueuePurge);
        peer.Send(1, new QueuePurgeOk { MessageCount = 7 });

        await handler.NextAsync();
        Assert.Equal(7u, await answer.Task.WaitAsync(ScriptedPeer.Patience));
    }

    [Fact]
    public async Task APrefetchKeepsTheReadLoopFree()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await peer.ConsumeAsync(channel, new RecordingHandler((_, _) => new ValueTask(release.Task)), new ConsumeOptions { Prefetch = 1000 });
        for (int i = 1; i <= 100; i++)
        {
            Deliver(peer, (ulong)i);
        }

        peer.Send(0, new ConnectionBlocked { Reason = "read so far"u8 });
        while (!connection.IsBlocked)
        {
            Assert.False(connection.IsReadPaused);
            await Task.Yield();
        }

        release.SetResult();
    }

    [Fact]
    public async Task AClosePassesAPausedReadLoop()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AmqpConsumer consumer = await peer.ConsumeAsync(
            channel, new RecordingHandler((_, _) => new ValueTask(release.Task)), new ConsumeOptions { NoAck = true });
        await SendUntilPausedAsync(peer, connection);

        Task closing = connection.CloseAsync();
        await peer.ExpectAsync(MethodId.ConnectionClose);
        peer.Send(0, new ConnectionCloseOk());

        await closing.WaitAsync(ScriptedPeer.Patience);
        release.SetResult();
        await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
    }

    [Fact]
    public async Task AHandlerMayAwaitConfirmsBehindAnyBacklog()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.Uri);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("in", durable: false);
        await channel.DeclareQueueAsync("out", durable: false);
        const int Messages = 400;
        for (int i = 0; i < Messages; i++)
        {
            await channel.PublishAsync("", "in", new byte[50_000]);
        }

        AmqpConsumer consumer = await channel.ConsumeAsync(
            "in",
            new RecordingHandler((_, token) => channel.PublishAsync("", "out", "done"u8.ToArray(), cancellationToken: token)),
            new ConsumeOptions { NoAck = true });

        while ((await channel.InspectQueueAsync("out")).MessageCount < Messages)
        {
            Assert.True(consumer.IsActive);
        }
    }

    private static async Task<int> SendUntilPausedAsync(ScriptedPeer peer, AmqpConnection connection)
    {
        int sent = 0;
        while (!connection.IsReadPaused)
        {
            if (peer.UnreadOctets == 0)
            {
                Deliver(peer, (ulong)++sent);
                Assert.True(sent < 200, "20 MB were taken for a consumer that handles none of it.");
            }

            await Task.Yield();
        }

        return sent;
    }

    private static void Deliver(ScriptedPeer peer, ulong tag) =>
        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = tag }, new byte[BodyOctets]);
}
