using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests.Exchanges;

/// <summary>Messages that are routed later, by a clock that the test turns. Debian's RabbitMQ has no such plugin: after its documentation.</summary>
public sealed class DelayedExchangeTests : BrokerTest
{
    private readonly VirtualClock _clock;

    public DelayedExchangeTests()
        : this(new VirtualClock())
    {
    }

    private DelayedExchangeTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock, Heartbeat = TimeSpan.Zero }) => _clock = clock;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.DeclareAsync("q");
        await DeclareAsync("later", "direct");
        await Client.SendAsync(1, new QueueBind { Queue = "q", Exchange = "later", RoutingKey = "k" });
        await Client.ExpectAsync(MethodId.QueueBindOk);
    }

    [Fact]
    public async Task A_message_is_routed_when_its_time_has_come()
    {
        await PublishAsync("one", 1000);
        Advance(999);
        Assert.Null(await Client.GetAsync("q"));
        Advance(1);
        RawMessage message = (await Client.GetAsync("q"))!;
        Assert.Equal("one", message.Text);
        Assert.Equal("later", message.Method.As<BasicGetOk>().Exchange.ToString());
        Assert.Equal("k", message.Method.As<BasicGetOk>().RoutingKey.ToString());
        Assert.Equal(-1000L, message.Properties.Headers!["x-delay"]);
    }

    [Fact]
    public async Task The_shortest_wait_ends_first_and_among_equals_the_oldest()
    {
        await PublishAsync("c", 3000);
        await PublishAsync("a", 1000);
        await PublishAsync("b", 1000);
        Advance(5000);
        foreach (string expected in new[] { "a", "b", "c" })
        {
            Assert.Equal(expected, (await Client.GetAsync("q"))!.Text);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData("1000")]
    [InlineData(4294967296L)]
    public async Task Without_a_delay_it_goes_at_once(object? delay)
    {
        await PublishAsync("one", delay);
        Assert.Equal("one", (await Client.GetAsync("q"))!.Text);
    }

    [Fact]
    public async Task Where_it_goes_is_decided_when_the_wait_is_over()
    {
        await PublishAsync("one", 1000);
        await Client.DeclareAsync("other");
        await Client.SendAsync(1, new QueueBind { Queue = "other", Exchange = "later", RoutingKey = "k" });
        await Client.ExpectAsync(MethodId.QueueBindOk);
        Advance(1000);
        Assert.Equal("one", (await Client.GetAsync("other"))!.Text);
        Assert.Equal("one", (await Client.GetAsync("q"))!.Text);
    }

    [Fact]
    public async Task It_is_confirmed_at_once_and_its_life_begins_when_the_wait_is_over()
    {
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        BasicProperties properties = new() { Expiration = "500", Headers = new FieldTable { ["x-delay"] = 1000 } };
        await Client.PublishAsync("k", "one", "later", properties);
        await Client.ExpectAsync(MethodId.BasicAck);
        Advance(1400);
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
        Advance(100);
        Assert.Equal((0, 0), await Client.InspectAsync("q"));
    }

    [Fact]
    public async Task Whoever_waits_for_it_gets_it_without_asking()
    {
        await Client.ConsumeAsync("q", noAck: true);
        await PublishAsync("one", 1000);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("one", (await Client.ReadDeliveryAsync()).Text);
    }

    [Fact]
    public async Task With_the_exchange_goes_what_waits()
    {
        await PublishAsync(new string('x', 100_000), 1000);
        Assert.True(Broker.Resources.Memory.Octets > 100_000);
        await Client.SendAsync(1, new ExchangeDelete { Exchange = "later" });
        await Client.ExpectAsync(MethodId.ExchangeDeleteOk);
        Assert.Equal(0, Broker.Resources.Memory.Octets);
        Advance(1000);
        Assert.Equal((0, 0), await Client.InspectAsync("q"));
    }

    [Fact]
    public async Task A_delayed_message_may_be_bound_further()
    {
        await Client.SendAsync(1, new ExchangeBind { Destination = "later", Source = "amq.fanout" });
        await Client.ExpectAsync(MethodId.ExchangeBindOk);
        await Client.PublishAsync("k", "one", "amq.fanout", new BasicProperties { Headers = new FieldTable { ["x-delay"] = 1000 } });
        Assert.Null(await Client.GetAsync("q"));
        Advance(1000);
        Assert.Equal("one", (await Client.GetAsync("q"))!.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bogus")]
    [InlineData("x-delayed-message")]
    public async Task It_has_to_know_as_what_it_routes(string? type)
    {
        FieldTable? arguments = type is null ? null : new FieldTable { ["x-delayed-type"] = type };
        await Client.SendAsync(1, new ExchangeDeclare { Exchange = "bad", Type = "x-delayed-message", Arguments = arguments });
        Assert.Equal(
            "PRECONDITION_FAILED - Invalid argument, 'x-delayed-type' must be an existing exchange type",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    private async Task DeclareAsync(string name, string type)
    {
        FieldTable arguments = new() { ["x-delayed-type"] = type };
        await Client.SendAsync(1, new ExchangeDeclare { Exchange = name, Type = "x-delayed-message", Arguments = arguments });
        await Client.ExpectAsync(MethodId.ExchangeDeclareOk);
    }

    private async Task PublishAsync(string body, object? delay)
    {
        BasicProperties? properties = delay is null ? null : new BasicProperties { Headers = new FieldTable { ["x-delay"] = delay } };
        await Client.PublishAsync("k", body, "later", properties);
        await Client.ExpectNothingAsync();
    }

    private void Advance(int milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
