using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests;

/// <summary>Queues that go when nobody uses them, by a clock that the test turns.</summary>
public sealed class QueueExpiryTests : BrokerTest
{
    private readonly VirtualClock _clock;

    public QueueExpiryTests()
        : this(new VirtualClock())
    {
    }

    private QueueExpiryTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock, Heartbeat = TimeSpan.Zero }) => _clock = clock;

    private bool IsThere => Broker.VirtualHosts["/"].FindQueue("q") is not null;

    [Fact]
    public async Task Nobody_uses_it()
    {
        await DeclareAsync();
        Advance(999);
        Assert.True(IsThere);
        Advance(1);
        Assert.False(IsThere);
    }

    [Fact]
    public async Task Who_declares_it_or_fetches_from_it_uses_it()
    {
        await DeclareAsync();
        Advance(900);
        await DeclareAsync();
        Advance(900);
        await Client.InspectAsync("q");
        Advance(900);
        await Client.GetAsync("q");
        Advance(999);
        Assert.True(IsThere);
        Advance(1);
        Assert.False(IsThere);
    }

    [Fact]
    public async Task Who_publishes_to_it_does_not()
    {
        await DeclareAsync();
        Advance(900);
        await Client.PublishAsync("q", "one");
        await Client.ExpectNothingAsync();
        Advance(100);
        Assert.False(IsThere);
    }

    [Fact]
    public async Task A_consumer_keeps_it_and_leaves_it_its_time()
    {
        await DeclareAsync();
        await Client.ConsumeAsync("q", tag: "c");
        Advance(10_500);
        Assert.True(IsThere);
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = "c" });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
        Advance(999);
        Assert.True(IsThere);
        Advance(1);
        Assert.False(IsThere);
    }

    [Fact]
    public async Task A_long_time_is_waited_for_too()
    {
        await DeclareAsync(3L * 365 * 24 * 60 * 60 * 1000);
        _clock.Advance(TimeSpan.FromDays(1094.5));
        Assert.True(IsThere);
        _clock.Advance(TimeSpan.FromDays(0.5));
        Assert.False(IsThere);
    }

    [Fact]
    public async Task What_was_in_it_does_not_go_to_the_dead()
    {
        await Client.DeclareAsync("dead");
        await Client.DeclareAsync(
            "q", arguments: new FieldTable { ["x-expires"] = 1000, ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "dead" });
        await Client.PublishAsync("q", "one");
        await Client.ExpectNothingAsync();
        Advance(1000);
        Assert.False(IsThere);
        Assert.Equal((0, 0), await Client.InspectAsync("dead"));
    }

    private Task DeclareAsync(long expires = 1000) => Client.DeclareAsync("q", arguments: new FieldTable { ["x-expires"] = expires });

    private void Advance(int milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
