using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests;

/// <summary>Queues that nobody uses any more hold no memory.</summary>
public sealed class IdleQueueTests : BrokerTest
{
    private readonly VirtualClock _clock;

    public IdleQueueTests()
        : this(new VirtualClock())
    {
    }

    private IdleQueueTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock }) => _clock = clock;

    [Fact]
    public async Task A_queue_that_is_in_use_keeps_a_little_and_one_that_is_not_gives_it_back()
    {
        await Client.DeclareAsync("q");
        for (int i = 0; i < 3; i++)
        {
            await UseAsync("q");
            _clock.Advance(IdleQueues.Period);
            Assert.Equal(MemoryStore.SmallestChunk, Broker.Resources.Memory.Octets);
        }

        _clock.Advance(IdleQueues.Period);

        Assert.Equal(0, Broker.Resources.Memory.Octets);
        await UseAsync("q");
        _clock.Advance(IdleQueues.Period * 2);
        Assert.Equal(0, Broker.Resources.Memory.Octets);
    }

    [Fact]
    public async Task What_is_not_settled_stays_and_comes_back()
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "one");
        Assert.Equal("one", (await Client.GetAsync("q"))!.Text);

        _clock.Advance(IdleQueues.Period * 3);
        await Client.SendAsync(1, new Protocol.BasicNack { DeliveryTag = 1, Requeue = true });

        Assert.Equal("one", (await Client.GetAsync("q", noAck: true))!.Text);
        _clock.Advance(IdleQueues.Period * 2);
        Assert.Equal(0, Broker.Resources.Memory.Octets);
    }

    private async Task UseAsync(string queue)
    {
        await Client.PublishAsync(queue, "used");
        Assert.Equal("used", (await Client.GetAsync(queue, noAck: true))!.Text);
    }
}
