namespace TypedAmqp.Testing.Tests;

/// <summary><see cref="TestBroker.IdleAsync"/>: not before everything is done, and as soon as it is.</summary>
public sealed class IdleTests
{
    private const int Messages = 200;
    private const int Rounds = 50;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_completes_when_every_message_is_handled(bool noAck)
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        await using AmqpConnection producer = await broker.ConnectAsync();
        await using AmqpConnection consumer = await broker.ConnectAsync();
        AmqpChannel sender = await producer.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false });
        AmqpChannel receiver = await consumer.OpenChannelAsync();
        await sender.DeclareQueueAsync("work");
        int handled = 0;
        await receiver.ConsumeAsync("work", new Handler(async message =>
        {
            if (!noAck)
            {
                await message.Delivery.AckAsync();
            }

            // What follows the acknowledgement is the handler's work as well.
            await Task.Yield();
            Interlocked.Increment(ref handled);
        }), new ConsumeOptions { NoAck = noAck, Concurrency = 3 });

        for (int round = 1; round <= Rounds; round++)
        {
            for (int i = 0; i < Messages; i++)
            {
                // Without confirms: it is written when this returns, and nobody knows whether it has been sent.
                await sender.TryPublishAsync("", "work", "task"u8.ToArray());
            }

            await broker.IdleAsync();

            Assert.Equal(round * Messages, Volatile.Read(ref handled));
        }
    }

    [Fact]
    public async Task It_waits_for_what_handlers_set_in_motion()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        const int Steps = 20;
        int reached = 0;
        for (int step = 0; step < Steps; step++)
        {
            await channel.DeclareQueueAsync($"step-{step}");
        }

        for (int step = 0; step < Steps; step++)
        {
            string next = $"step-{step + 1}";
            await channel.ConsumeAsync($"step-{step}", new Handler(async message =>
            {
                await channel.PublishAsync("", next, message.Body.First, mandatory: false);
                Interlocked.Increment(ref reached);
                await message.Delivery.AckAsync();
            }));
        }

        await channel.PublishAsync("", "step-0", "go"u8.ToArray());
        await broker.IdleAsync();

        Assert.Equal(Steps, Volatile.Read(ref reached));
    }

    [Fact]
    public async Task It_waits_for_a_handler_of_a_message_that_needs_no_acknowledgement()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("slow");
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await channel.ConsumeAsync("slow", new Handler(async _ =>
        {
            begun.SetResult();
            await release.Task;
        }), new ConsumeOptions { NoAck = true });
        await channel.PublishAsync("", "slow", "work"u8.ToArray());
        await begun.Task;

        Task idle = broker.IdleAsync();

        // Everything that the broker can see is done: a synchronous call after it has been there and back.
        await channel.InspectQueueAsync("slow");
        Assert.False(idle.IsCompleted);
        release.SetResult();
        await idle;
    }

    [Fact]
    public async Task A_delivery_that_nobody_settles_keeps_it_waiting()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("held");
        await channel.PublishAsync("", "held", "work"u8.ToArray());
        GetResult? message = await channel.GetAsync("held");

        Task idle = broker.IdleAsync();

        await channel.InspectQueueAsync("held");
        Assert.False(idle.IsCompleted);
        await message!.Message.Delivery.AckAsync();
        await idle;
    }

    [Fact]
    public async Task A_message_that_nobody_consumes_does_not_count()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("left");
        await channel.PublishAsync("", "left", "alone"u8.ToArray());

        await broker.IdleAsync();

        Assert.Equal(1, broker.Broker.VirtualHosts["/"].FindQueue("left")!.MessageCount);
    }

    [Fact]
    public async Task A_connection_that_ended_keeps_nobody_waiting()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        for (int round = 0; round < Rounds; round++)
        {
            await using AmqpConnection connection = await broker.ConnectAsync();
            AmqpChannel channel = await connection.OpenChannelAsync();
            await channel.DeclareQueueAsync("any");
            await channel.ConsumeAsync("any", new Handler(message => message.Delivery.AckAsync()));
            await channel.PublishAsync("", "any", "one"u8.ToArray());
        }

        await broker.IdleAsync();

        Assert.Equal(0, broker.Broker.ConnectionCount);
    }
}
