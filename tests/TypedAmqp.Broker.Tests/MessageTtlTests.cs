using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests;

/// <summary>Messages that die of old age, by a clock that the test turns.</summary>
public sealed class MessageTtlTests : BrokerTest
{
    private readonly VirtualClock _clock;

    public MessageTtlTests()
        : this(new VirtualClock())
    {
    }

    private MessageTtlTests(VirtualClock clock)
        : base(new BrokerOptions { TimeProvider = clock }) => _clock = clock;

    [Fact]
    public async Task A_message_lives_as_long_as_its_queue_lets_it()
    {
        await DeclareAsync(1000);
        await Client.PublishAsync("q", "one");
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
        Advance(999);
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
        Advance(1);
        Assert.Equal((0, 0), await Client.InspectAsync("q"));
    }

    [Theory]
    [InlineData("500", 500)]
    [InlineData("5000", 1000)]
    public async Task The_shorter_of_the_two_lives_counts(string expiration, int life)
    {
        await DeclareAsync(1000);
        await Client.PublishAsync("q", "one", properties: new BasicProperties { Expiration = expiration });
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
        Advance(life - 1);
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
        Advance(1);
        Assert.Equal((0, 0), await Client.InspectAsync("q"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_dead_holds_no_memory_although_nobody_looks(bool ofTheQueue)
    {
        await Client.DeclareAsync("q", arguments: ofTheQueue ? new FieldTable { ["x-message-ttl"] = 1000 } : null);
        BasicProperties properties = new() { Expiration = ofTheQueue ? null : "1000" };
        for (int i = 0; i < 100; i++)
        {
            Client.Publish("q", new byte[1024], properties: properties);
        }

        await Client.FlushAsync();
        await Client.ExpectNothingAsync();
        Assert.True(Broker.Resources.Memory.Octets > 100 * 1024);
        Advance(1000);
        Assert.InRange(Broker.Resources.Memory.Octets, 0, MemoryStore.KeptChunk);
    }

    [Theory]
    [InlineData("315360000000", null)]
    [InlineData("315360000001", "{value_too_large,315360000001}")]
    [InlineData("99999999999999999999", "{value_too_large,99999999999999999999}")]
    public async Task Nothing_lives_longer_than_ten_years(string expiration, string? problem)
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "one", properties: new BasicProperties { Expiration = expiration });
        if (problem is null)
        {
            Assert.Equal((1, 0), await Client.InspectAsync("q"));
            return;
        }

        Assert.Equal(
            $"PRECONDITION_FAILED - invalid expiration '{expiration}': {problem}", await Client.ExpectChannelCloseAsync(
                ReplyCode.PreconditionFailed));
    }

    [Theory]
    [InlineData("x-message-ttl")]
    [InlineData("x-expires")]
    public async Task No_queue_lets_anything_live_longer_than_ten_years(string argument)
    {
        FieldTable arguments = new() { [argument] = 315_360_000_001L };
        await Client.SendAsync(1, new QueueDeclare { Queue = "q", Arguments = arguments });
        Assert.Equal(
            $"PRECONDITION_FAILED - invalid arg '{argument}' for queue 'q' in vhost '/': {{value_too_large,315360000001}}",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task Coming_back_does_not_make_it_young_again()
    {
        await DeclareAsync(1000);
        await Client.ConsumeAsync("q");
        await Client.PublishAsync("q", "one");
        ulong tag = (await Client.ReadDeliveryAsync()).Tag;
        Advance(999);
        await Client.SendAsync(1, new BasicReject { DeliveryTag = tag, Requeue = true });
        tag = (await Client.ReadDeliveryAsync()).Tag;
        Advance(1);
        await Client.SendAsync(1, new BasicReject { DeliveryTag = tag, Requeue = true });
        await Client.ExpectNothingAsync();
        Assert.Equal((0, 1), await Client.InspectAsync("q"));
    }

    [Fact]
    public async Task With_no_time_at_all_only_a_consumer_that_waits_gets_it()
    {
        await DeclareAsync(0, deadLetterTo: "dead");
        await Client.DeclareAsync("dead");
        await Client.PublishAsync("q", "late");
        Assert.Equal("late", (await Client.GetAsync("dead", noAck: true))!.Text);
        await Client.ConsumeAsync("q", noAck: true);
        await Client.PublishAsync("q", "in time");
        Assert.Equal("in time", (await Client.ReadDeliveryAsync()).Text);
        Assert.Equal((0, 0), await Client.InspectAsync("dead"));
    }

    [Fact]
    public async Task The_dead_leave_when_their_time_has_come_and_nobody_has_to_ask()
    {
        await DeclareAsync(1000, deadLetterTo: "dead");
        await Client.DeclareAsync("dead");
        await Client.ConsumeAsync("dead", noAck: true);
        await Client.PublishAsync("q", "one");
        await Client.ExpectNothingAsync();
        Advance(600);
        await Client.PublishAsync("q", "two");
        await Client.ExpectNothingAsync();
        Advance(400);
        Assert.Equal("one", (await Client.ReadDeliveryAsync()).Text);
        await Client.ExpectNothingAsync();
        Advance(600);
        Assert.Equal("two", (await Client.ReadDeliveryAsync()).Text);
    }

    [Fact]
    public async Task One_that_lives_longer_holds_up_those_behind_it_until_it_is_fetched()
    {
        await Client.DeclareAsync("q", arguments: new FieldTable { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "dead" });
        await Client.DeclareAsync("dead");
        await Client.ConsumeAsync("dead", noAck: true);
        await Client.PublishAsync("q", "old", properties: new BasicProperties { Expiration = "60000" });
        await Client.PublishAsync("q", "young", properties: new BasicProperties { Expiration = "1000" });
        await Client.ExpectNothingAsync();
        Advance(2000);
        await Client.ExpectNothingAsync();
        Assert.Equal("old", (await Client.GetAsync("q", noAck: true))!.Text);
        Assert.Equal("young", (await Client.ReadDeliveryAsync()).Text);
    }

    [Fact]
    public async Task A_queue_that_is_deleted_has_no_dead()
    {
        await DeclareAsync(1000, deadLetterTo: "dead");
        await Client.DeclareAsync("dead");
        await Client.PublishAsync("q", "one");
        await Client.SendAsync(1, new QueueDelete { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);
        Advance(2000);
        Assert.Equal((0, 0), await Client.InspectAsync("dead"));
    }

    [Fact]
    public async Task Large_messages_live_longer_where_they_may()
    {
        string body = new('x', 100_000);
        await DeclareAsync(1000);
        await Client.DeclareAsync("r");
        foreach (string queue in (string[])["q", "r"])
        {
            await Client.SendAsync(1, new QueueBind { Queue = queue, Exchange = "amq.fanout" });
            await Client.ExpectAsync(MethodId.QueueBindOk);
        }

        await Client.PublishAsync("", body, exchange: "amq.fanout");
        await Client.ExpectNothingAsync();
        Advance(1000);
        Assert.Null(await Client.GetAsync("q"));
        Assert.Equal(body, (await Client.GetAsync("r"))!.Text);
    }

    private Task DeclareAsync(int timeToLive, string? deadLetterTo = null)
    {
        FieldTable arguments = new() { ["x-message-ttl"] = timeToLive };
        if (deadLetterTo is not null)
        {
            arguments.Add("x-dead-letter-exchange", "");
            arguments.Add("x-dead-letter-routing-key", deadLetterTo);
        }

        return Client.DeclareAsync("q", arguments: arguments);
    }

    private void Advance(int milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
