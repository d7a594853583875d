using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Testing.Tests;

/// <summary>The examples of the library's README, each as it stands there; <see cref="ReadmeTests"/> compares.</summary>
public sealed class ReadmeExamples
{
    [Fact]
    public async Task A_broker_a_queue_and_the_moment_when_everything_is_done()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mail");
        int handled = 0;
        await channel.ConsumeAsync("mail", new Handler(message =>
        {
            handled++;
            return message.Delivery.AckAsync();
        }));

        await channel.PublishAsync("", "mail", "hello"u8.ToArray());
        await broker.IdleAsync();
        Assert.Equal(1, handled);
    }

    [Fact]
    public async Task A_virtual_host_for_each_test()
    {
        await using TestBroker broker = await TestBroker.StartAsync();

        using TestVirtualHost mine = broker.CreateVirtualHost();
        await using AmqpConnection connection = await mine.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mail");
        Assert.NotNull(mine.VirtualHost.FindQueue("mail"));
        Assert.Null(broker.Broker.VirtualHosts["/"].FindQueue("mail"));
    }

    [Fact]
    public async Task What_was_published_routed_and_settled()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { KeepLog = true });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mail");
        await channel.BindQueueAsync("mail", "amq.topic", "mail.#");
        await channel.PublishAsync("amq.topic", "mail.new", "hello"u8.ToArray());
        await channel.PublishAsync("amq.topic", "nobody.cares", "lost"u8.ToArray(), mandatory: false);
        GetResult? got = await channel.GetAsync("mail");
        await got!.Message.Delivery.AckAsync();
        await broker.IdleAsync();

        Assert.Equal("hello", Assert.Single(broker.Log.RoutedTo("mail")).Text);
        Assert.Equal("nobody.cares", Assert.Single(broker.Log.Unroutable).RoutingKey);
        Assert.Equal(LoggedOutcome.Acknowledged, Assert.Single(broker.Log.Settled).Outcome);
    }

    [Fact]
    public async Task Time_that_stands_still()
    {
        VirtualClock clock = new();
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Broker = new BrokerOptions { TimeProvider = clock } });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mail", arguments: new FieldTable { ["x-message-ttl"] = 3_600_000 });
        await channel.PublishAsync("", "mail", "old news"u8.ToArray());

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await channel.GetAsync("mail"));
    }

    [Fact]
    public async Task A_confirm_that_is_lost()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { WithFaults = true });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mail");

        broker.Faults.DropConfirms();
        ValueTask<PublishResult> publish = channel.TryPublishAsync("", "mail", "hello"u8.ToArray());
        Assert.Equal(1u, (await channel.InspectQueueAsync("mail")).MessageCount);
        Assert.False(publish.IsCompleted);
    }

    [Fact]
    public async Task A_connection_that_breaks()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { WithFaults = true });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mail");
        await using AmqpConnection second = await broker.ConnectAsync();
        AmqpChannel other = await second.OpenChannelAsync();

        broker.Faults.CutAfterDelivery();
        await channel.ConsumeAsync("mail", new Handler(_ => ValueTask.CompletedTask));
        await channel.TryPublishAsync("", "mail", "hello"u8.ToArray());
        await connection.Closed;
        await broker.IdleAsync();
        GetResult? again = await other.GetAsync("mail");
        Assert.True(again!.Message.Delivery.Redelivered);
    }

    [Fact]
    public async Task A_socket_that_stalls()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { WithFaults = true });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mail");

        IDisposable stall = broker.Faults.Stall();
        Task<QueueInfo> inspect = channel.InspectQueueAsync("mail");
        Task idle = broker.IdleAsync();
        Assert.False(inspect.IsCompleted);
        stall.Dispose();
        Assert.Equal(0u, (await inspect).MessageCount);
        await idle;
    }

    [Fact]
    public async Task A_declaration_that_is_refused()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { WithFaults = true });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();

        broker.Faults.RefuseDeclare("mail");
        AmqpChannelClosedException refused = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => channel.DeclareQueueAsync("mail"));
        Assert.Equal(ReplyCode.PreconditionFailed, refused.Reason.ReplyCode);
    }

    [Fact]
    public async Task A_consumer_that_is_slow()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { WithFaults = true });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mail");
        int handled = 0;
        await channel.ConsumeAsync("mail", new Handler(message =>
        {
            Interlocked.Increment(ref handled);
            return message.Delivery.AckAsync();
        }));

        broker.Faults.SlowConsumers(TimeSpan.FromMilliseconds(50));
        long started = TimeProvider.System.GetTimestamp();
        await channel.PublishAsync("", "mail", "hello"u8.ToArray());
        await broker.IdleAsync();
        Assert.Equal(1, Volatile.Read(ref handled));
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(40));
    }
}
