using TypedAmqp.Protocol;

namespace TypedAmqp.Testing.Tests;

/// <summary><see cref="TestFaults"/>, <see cref="TestLog"/> and <see cref="TestVirtualHost"/> beyond what the README shows.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private TestBroker _broker = null!;

    public async Task InitializeAsync() =>
        _broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false, KeepLog = true, WithFaults = true });

    public async Task DisposeAsync() => await _broker.DisposeAsync();

    [Fact]
    public async Task The_third_of_three_deliveries_cuts_and_all_come_back()
    {
        await using AmqpConnection connection = await _broker.ConnectAsync();
        await using AmqpConnection other = await _broker.ConnectAsync();
        AmqpChannel sender = await other.OpenChannelAsync();
        AmqpChannel receiver = await connection.OpenChannelAsync();
        await sender.DeclareQueueAsync("q");
        _broker.Faults.CutAfterDelivery(3);
        await receiver.ConsumeAsync("q", new Handler(static _ => ValueTask.CompletedTask));
        for (int size = 0; size < 3; size++)
        {
            await sender.PublishAsync("", "q", new byte[size * 100_000]);
        }

        await connection.Closed;
        await _broker.IdleAsync();
        Assert.Equal(3u, (await sender.InspectQueueAsync("q")).MessageCount);
        Assert.Equal(
            [LoggedOutcome.Requeued, LoggedOutcome.Requeued, LoggedOutcome.Requeued], _broker.Log.Settled.Select(static settled => settled.Outcome));
    }

    [Fact]
    public async Task A_stall_ends_with_everything_in_order()
    {
        await using AmqpConnection connection = await _broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q");
        Task<PublishResult>[] publishes;
        using (_broker.Faults.Stall())
        {
            publishes = [.. Enumerable.Range(0, 100).Select(_ => channel.TryPublishAsync("", "q", "x"u8.ToArray()).AsTask())];
            Assert.DoesNotContain(publishes, static publish => publish.IsCompleted);
        }

        Assert.All(await Task.WhenAll(publishes), static result => Assert.True(result.IsSuccess));
        Assert.Equal(100, _broker.Log.RoutedTo("q").Count);
    }

    [Fact]
    public async Task A_connection_can_be_closed_while_it_stalls()
    {
        AmqpConnection connection = await _broker.ConnectAsync();
        using IDisposable stall = _broker.Faults.Stall();
        Task closing = connection.DisposeAsync().AsTask();
        _broker.Faults.Clear();
        await closing;
        Assert.False(connection.IsOpen);
    }

    [Fact]
    public async Task A_refused_exchange_closes_the_channel_with_the_code_that_was_asked_for()
    {
        await using AmqpConnection connection = await _broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        _broker.Faults.RefuseDeclare("x", ReplyCode.AccessRefused);
        AmqpChannelClosedException refused = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => channel.DeclareExchangeAsync("x", "topic"));
        Assert.Equal(ReplyCode.AccessRefused, refused.Reason.ReplyCode);
        _broker.Faults.Clear();
        await (await connection.OpenChannelAsync()).DeclareExchangeAsync("x", "topic");
    }

    [Fact]
    public async Task The_log_tells_what_was_rejected()
    {
        using TestVirtualHost mine = _broker.CreateVirtualHost("mine");
        await using AmqpConnection connection = await mine.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q");
        await channel.PublishAsync("", "q", "bad"u8.ToArray(), new BasicProperties { Type = "order" });
        await channel.ConsumeAsync("q", new Handler(static message => message.Delivery.RejectAsync()));
        await _broker.IdleAsync();
        LoggedMessage published = Assert.Single(_broker.Log.Published);
        LoggedSettlement settled = Assert.Single(_broker.Log.Settled);
        Assert.Equal(("mine", "order", "bad"), (published.VirtualHost, published.Properties.Type, published.Text));
        Assert.Equal(("mine", "q", LoggedOutcome.Rejected), (settled.VirtualHost, settled.Queue, settled.Outcome));
        _broker.Log.Clear();
        Assert.Empty(_broker.Log.Published);
    }

    [Fact]
    public async Task What_was_not_asked_for_is_not_there()
    {
        await using TestBroker plain = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        Assert.Throws<InvalidOperationException>(() => plain.Faults);
        Assert.Throws<InvalidOperationException>(() => plain.Log);
    }

    [Fact]
    public async Task A_virtual_host_that_was_disposed_is_gone()
    {
        TestVirtualHost mine = _broker.CreateVirtualHost();
        await using (AmqpConnection connection = await mine.ConnectAsync())
        {
            await (await connection.OpenChannelAsync()).DeclareQueueAsync("q");
        }

        Assert.Throws<ArgumentException>(() => _broker.CreateVirtualHost(mine.Name));
        mine.Dispose();
        Assert.Empty(mine.VirtualHost.Queues);
        await Assert.ThrowsAsync<AmqpConnectException>(() => mine.ConnectAsync());
    }
}
