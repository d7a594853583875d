using System.Runtime.CompilerServices;
using System.Text;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Channels;

/// <summary>Many messages with one call, on a channel without a topology.</summary>
public sealed class ManyTests : IAsyncLifetime, IDisposable
{
    private static readonly PublishTemplate Route = new("", routingKey: "q");
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));
    private TestBroker _broker = null!;
    private AmqpConnection _connection = null!;
    private AmqpChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false }, _deadline.Token);
        _connection = await _broker.ConnectAsync(_deadline.Token);
        _channel = await _connection.OpenChannelAsync(cancellationToken: _deadline.Token);
        await _channel.DeclareQueueAsync("q", cancellationToken: _deadline.Token);
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _broker.DisposeAsync();
    }

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task ABatchSaysWhatBecameOfEach()
    {
        PublishResult[] results = await _channel.TryPublishAllAsync(Route, Bodies(5), window: 2, _deadline.Token);
        Assert.Equal(Enumerable.Repeat(PublishOutcome.Confirmed, 5), results.Select(static result => result.Outcome));
        results = await _channel.TryPublishAllAsync(new PublishTemplate("", routingKey: "nowhere"), Bodies(2), cancellationToken: _deadline.Token);
        Assert.All(results, static result => Assert.Equal(PublishOutcome.Returned, result.Outcome));
        Assert.Equal(5u, (await _channel.InspectQueueAsync("q", _deadline.Token)).MessageCount);
    }

    [Fact]
    public async Task NoMoreThanTheWindowIsOnItsWay()
    {
        await using ScriptedPeer peer = new();
        AmqpChannel channel = await peer.OpenChannelAsync(await peer.ConnectAsync());
        IAsyncEnumerator<PublishResult> outcomes =
            channel.TryPublishEachAsync(Route, BodiesAsync(4), window: 2, _deadline.Token).GetAsyncEnumerator(_deadline.Token);
        Task<bool> first = outcomes.MoveNextAsync().AsTask();
        Assert.Equal("0", Encoding.UTF8.GetString((await peer.ReceivePublishAsync()).Body));
        Assert.Equal("1", Encoding.UTF8.GetString((await peer.ReceivePublishAsync()).Body));
        Assert.False(first.IsCompleted);
        peer.Send(1, new BasicNack { DeliveryTag = 1 });
        Assert.True(await first.WaitAsync(_deadline.Token));
        Assert.Equal(PublishOutcome.Rejected, outcomes.Current.Outcome);

        Task<bool> second = outcomes.MoveNextAsync().AsTask();
        Assert.Equal("2", Encoding.UTF8.GetString((await peer.ReceivePublishAsync()).Body));
        peer.Send(1, new BasicAck { DeliveryTag = 3, Multiple = true });
        Assert.True(await second.WaitAsync(_deadline.Token));
        Assert.True(await outcomes.MoveNextAsync().AsTask().WaitAsync(_deadline.Token));
        Task<bool> last = outcomes.MoveNextAsync().AsTask();
        Assert.Equal("3", Encoding.UTF8.GetString((await peer.ReceivePublishAsync()).Body));
        peer.Send(1, new BasicAck { DeliveryTag = 4 });
        Assert.True(await last.WaitAsync(_deadline.Token));
        Assert.False(await outcomes.MoveNextAsync().AsTask().WaitAsync(_deadline.Token));
        await outcomes.DisposeAsync();
    }

    [Fact]
    public async Task APipelineThatIsLeftLeavesNothingBehind()
    {
        await foreach (PublishResult result in _channel.TryPublishEachAsync(Route, BodiesAsync(100), window: 10, _deadline.Token))
        {
            Assert.Equal(PublishOutcome.Confirmed, result.Outcome);
            break;
        }

        await _channel.PublishAsync("", "q", "after"u8.ToArray(), cancellationToken: _deadline.Token);
        Assert.InRange((await _channel.InspectQueueAsync("q", _deadline.Token)).MessageCount, 2u, 101u);
    }

    [Fact]
    public async Task MessagesAreReadOneByOneAndTheRestGoesBack()
    {
        await _channel.TryPublishAllAsync(Route, Bodies(10), cancellationToken: _deadline.Token);
        List<string> read = [];
        await foreach (ReceivedMessage message in _channel.ReadAsync("q", new ConsumeOptions { Prefetch = 4 }, _deadline.Token))
        {
            read.Add(Encoding.UTF8.GetString(message.Body));
            await message.Delivery.AckAsync();
            if (read.Count == 6)
            {
                break;
            }
        }

        Assert.Equal(["0", "1", "2", "3", "4", "5"], read);
        await _broker.IdleAsync(_deadline.Token);
        Assert.Equal((4u, 0u), await CountsAsync());
    }

    [Fact]
    public async Task ReadingEndsWithItsTokenAndPutsBackWhatWasNotAskedFor()
    {
        await _channel.TryPublishAllAsync(Route, Bodies(3), cancellationToken: _deadline.Token);
        using CancellationTokenSource enough = new();
        int read = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ReceivedMessage message in _channel.ReadAsync("q", cancellationToken: enough.Token))
            {
                await message.Delivery.AckAsync();
                if (++read == 3)
                {
                    await enough.CancelAsync();
                }
            }
        });
        await _broker.IdleAsync(_deadline.Token);
        Assert.Equal((0u, 0u), await CountsAsync());
    }

    [Fact]
    public async Task ReadingSaysWhyItCannotGoOn()
    {
        Task reading = Task.Run(async () =>
        {
            await foreach (ReceivedMessage message in _channel.ReadAsync("q", cancellationToken: _deadline.Token))
            {
                await message.Delivery.AckAsync();
                await using AmqpChannel other = await _connection.OpenChannelAsync(cancellationToken: _deadline.Token);
                await other.DeleteQueueAsync("q", cancellationToken: _deadline.Token);
            }
        });
        await _channel.PublishAsync("", "q", "x"u8.ToArray(), cancellationToken: _deadline.Token);
        AmqpException lost = await Assert.ThrowsAnyAsync<AmqpException>(() => reading.WaitAsync(_deadline.Token));
        Assert.Contains("'q'", lost.Message, StringComparison.Ordinal);
        Assert.True(_channel.IsOpen);
    }

    [Fact]
    public async Task ReadingEndsWhenTheProgramClosesTheChannel()
    {
        await _channel.PublishAsync("", "q", "x"u8.ToArray(), cancellationToken: _deadline.Token);
        AmqpChannel other = await _connection.OpenChannelAsync(cancellationToken: _deadline.Token);
        int read = 0;
        await foreach (ReceivedMessage message in other.ReadAsync("q", new ConsumeOptions { NoAck = true }, _deadline.Token))
        {
            read += message.Body.Length > 0 ? 1 : 0;
            await other.CloseAsync(_deadline.Token);
        }

        Assert.Equal(1, read);
    }

    [Fact]
    public async Task WhatCameBeforeTheQueueWasDeletedIsRead()
    {
        await using ScriptedPeer peer = new();
        AmqpChannel channel = await peer.OpenChannelAsync(await peer.ConnectAsync());
        List<int> read = [];
        Task reading = Task.Run(async () =>
        {
            await foreach (ReceivedMessage message in channel.ReadAsync("q", new ConsumeOptions { NoAck = true }, _deadline.Token))
            {
                read.Add(message.Body.FirstSpan[0]);
                if (read.Count == 1)
                {
                    // The first is kept until the broker's word has come.
                    peer.Send(1, new BasicCancel { ConsumerTag = "c" });
                    await peer.ExpectAsync(MethodId.BasicCancelOk);
                }
            }
        });
        await peer.ExpectAsync(MethodId.BasicConsume);
        peer.Send(1, new BasicConsumeOk { ConsumerTag = "c" });
        for (byte number = 1; number <= 3; number++)
        {
            peer.SendContent(1, new BasicDeliver { ConsumerTag = "c", DeliveryTag = number, RoutingKey = "q" }, [number]);
        }

        await Assert.ThrowsAnyAsync<AmqpException>(() => reading.WaitAsync(_deadline.Token));
        Assert.Equal([1, 2, 3], read);
    }

    [Fact]
    public async Task AnOutcomeDoesNotWaitForTheNextMessage()
    {
        TaskCompletionSource<bool> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<bool> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await foreach (PublishResult result in _channel.TryPublishEachAsync(Route, SlowAsync(), window: 10, _deadline.Token))
        {
            Assert.Equal(PublishOutcome.Confirmed, result.Outcome);
            Assert.True(await asked.Task.WaitAsync(_deadline.Token));
            break;
        }

        // Left, the source is asked to give up, and waited for by nobody.
        Assert.True(await ended.Task.WaitAsync(_deadline.Token));

        async IAsyncEnumerable<ReadOnlyMemory<byte>> SlowAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return Body(1);
            asked.SetResult(true);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                ended.SetResult(cancellationToken.IsCancellationRequested);
            }
        }
    }

    private async Task<(uint Messages, uint Consumers)> CountsAsync()
    {
        QueueInfo queue = await _channel.InspectQueueAsync("q", _deadline.Token);
        return (queue.MessageCount, queue.ConsumerCount);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Bodies(int count) => Enumerable.Range(0, count).Select(static number => Body(number));

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BodiesAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            await Task.Yield();
            yield return Body(number);
        }
    }

    private static ReadOnlyMemory<byte> Body(int number) =>
        Encoding.UTF8.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
