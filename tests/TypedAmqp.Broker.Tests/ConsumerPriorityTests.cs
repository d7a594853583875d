using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Consumers that come before others, and consumers of which one gets everything.</summary>
public sealed class ConsumerPriorityTests : BrokerTest
{
    private const string Work = "shared";

    [Fact]
    public async Task The_highest_gets_all_that_it_can_take()
    {
        await Client.DeclareAsync(Work);
        await Client.QosAsync(2);
        await ConsumeAsync("low", -1);
        await ConsumeAsync("none", null);
        await ConsumeAsync("high", 5L);
        Assert.Equal("high high none none low low", await PublishAndReadAsync(6));
        await Client.AckAsync(1);
        await Client.AckAsync(5);
        await Client.ExpectNothingAsync();
        Assert.Equal("high low", await PublishAndReadAsync(2));
    }

    [Fact]
    public async Task Equals_take_turns()
    {
        await Client.DeclareAsync(Work);
        await ConsumeAsync("low", 0);
        await ConsumeAsync("a", 7);
        await ConsumeAsync("b", 7);
        Assert.Equal("a b a b", await PublishAndReadAsync(4));
    }

    [Fact]
    public async Task A_consumer_that_goes_leaves_the_rest_to_the_others()
    {
        await Client.DeclareAsync(Work);
        await ConsumeAsync("low", 0);
        await ConsumeAsync("high", 7);
        Assert.Equal("high", await PublishAndReadAsync(1));
        await CancelAsync("high");
        Assert.Equal("low low", await PublishAndReadAsync(2));
    }

    [Theory]
    [InlineData("5", "\"expected integer, got longstr\"")]
    [InlineData(true, "\"expected integer, got bool\"")]
    public async Task A_priority_is_a_number(object priority, string problem)
    {
        await Client.DeclareAsync(Work);
        await Client.SendAsync(1, new BasicConsume { Queue = Work, Arguments = new FieldTable { ["x-priority"] = priority } });
        Assert.Equal(
            $"PRECONDITION_FAILED - invalid arg 'x-priority' for queue '{Work}' in vhost '/': {problem}",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task Of_several_one_is_active_and_the_next_follows_it()
    {
        await DeclareSingleAsync();
        await ConsumeAsync("a", null);
        await ConsumeAsync("b", null);
        await ConsumeAsync("c", null);
        Assert.Equal("a a a", await PublishAndReadAsync(3));
        await CancelAsync("a");
        Assert.Equal("b b", await PublishAndReadAsync(2));
        await CancelAsync("c");
        Assert.Equal("b", await PublishAndReadAsync(1));
        await CancelAsync("b");
        await Client.PublishAsync(Work, "waits");
        await ConsumeAsync("d", null);
        Assert.Equal("d", (await Client.ReadDeliveryAsync()).Method.As<BasicDeliver>().ConsumerTag.ToString());
    }

    [Fact]
    public async Task An_active_one_that_is_full_is_waited_for()
    {
        await DeclareSingleAsync();
        await Client.QosAsync(1);
        await ConsumeAsync("a", null);
        await ConsumeAsync("b", null);
        Assert.Equal("a", await PublishAndReadAsync(1));
        await Client.PublishAsync(Work, "waits");
        await Client.ExpectNothingAsync();
        await Client.AckAsync(1);
        Assert.Equal("a", (await Client.ReadDeliveryAsync()).Method.As<BasicDeliver>().ConsumerTag.ToString());
    }

    [Fact]
    public async Task What_waits_goes_to_the_next_at_once_and_what_the_last_one_held_stays_with_it()
    {
        if (IsOracle)
        {
            // RabbitMQ 3.10 forgets the next one where the last one was full.
            return;
        }

        await DeclareSingleAsync();
        await Client.OpenChannelAsync(2);
        await Client.QosAsync(1);
        await ConsumeAsync("a", null);
        await ConsumeAsync("b", null);
        await Client.PublishAsync(Work, "one", channel: 2);
        Assert.Equal("one", (await Client.ReadDeliveryAsync()).Text);
        await Client.PublishAsync(Work, "two", channel: 2);
        await Client.ExpectNothingAsync();
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = "a" });
        List<MethodId> answers = [];
        while (answers.Count < 2)
        {
            RawFrame frame = await Client.ReadAsync();
            if (frame.Type == FrameType.Method)
            {
                answers.Add(frame.Id);
            }
        }

        Assert.Equal([MethodId.BasicCancelOk, MethodId.BasicDeliver], answers.Order());
    }

    [Theory]
    [InlineData("classic", "c")]
    [InlineData("quorum", "b")]
    public async Task Who_follows_depends_on_priorities_in_classic_queues_alone(string type, string next)
    {
        string queue = $"single.{Guid.NewGuid():n}";
        await Client.DeclareAsync(queue, durable: true, arguments: new FieldTable { ["x-single-active-consumer"] = true, ["x-queue-type"] = type });
        await ConsumeAsync("a", null, queue);
        await ConsumeAsync("b", null, queue);
        await ConsumeAsync("c", 5, queue);
        await Client.PublishAsync(queue, "one");
        Assert.Equal("a", (await Client.ReadDeliveryAsync()).Method.As<BasicDeliver>().ConsumerTag.ToString());
        await CancelAsync("a");
        await Client.PublishAsync(queue, "two");
        Assert.Equal(next, (await Client.ReadDeliveryAsync()).Method.As<BasicDeliver>().ConsumerTag.ToString());
    }

    [Fact]
    public async Task Nobody_fetches_from_a_quorum_queue_of_which_one_gets_everything()
    {
        string queue = $"single.{Guid.NewGuid():n}";
        await Client.DeclareAsync(
            queue, durable: true, arguments: new FieldTable { ["x-single-active-consumer"] = true, ["x-queue-type"] = "quorum" });
        await Client.SendAsync(1, new BasicGet { Queue = queue });
        Assert.Equal(
            $"RESOURCE_LOCKED - cannot obtain access to locked queue '{queue}' in vhost '/'. basic.get operations are not supported by quorum queues with single "
                + "active consumer",
            await Client.ExpectChannelCloseAsync(ReplyCode.ResourceLocked));
    }

    [Fact]
    public async Task An_exclusive_one_is_refused_where_others_are_to_follow()
    {
        await DeclareSingleAsync();
        await Client.SendAsync(1, new BasicConsume { Queue = Work, Exclusive = true });
        Assert.Equal($"ACCESS_REFUSED - queue '{Work}' in vhost '/' in exclusive use", await Client.ExpectChannelCloseAsync(ReplyCode.AccessRefused));
    }

    private Task DeclareSingleAsync() => Client.DeclareAsync(Work, arguments: new FieldTable { ["x-single-active-consumer"] = true });

    private async Task ConsumeAsync(string tag, object? priority, string queue = Work)
    {
        FieldTable? arguments = priority is null ? null : new FieldTable { ["x-priority"] = priority };
        await Client.SendAsync(1, new BasicConsume { Queue = queue, ConsumerTag = tag, Arguments = arguments });
        await Client.ExpectAsync(MethodId.BasicConsumeOk);
    }

    private async Task CancelAsync(string tag)
    {
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = tag });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
    }

    private async Task<string> PublishAndReadAsync(int count)
    {
        List<string> tags = [];
        for (int i = 0; i < count; i++)
        {
            await Client.PublishAsync(Work, $"{i}");
            tags.Add((await Client.ReadDeliveryAsync()).Method.As<BasicDeliver>().ConsumerTag.ToString());
        }

        return string.Join(' ', tags);
    }
}
