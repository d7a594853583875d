using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Queues that hold so many messages, or octets, and no more.</summary>
public sealed class QueueLimitTests : BrokerTest
{
    private const string Work = "limited";
    private const string Dead = "limited.dead";

    [Theory]
    [InlineData("x-max-length", 3, "2 3 4")]
    [InlineData("x-max-length", 0, "")]
    [InlineData("x-max-length-bytes", 2, "3 4")]
    [InlineData("x-max-length-bytes", 0, "")]
    [InlineData("x-max-length", 100, "0 1 2 3 4")]
    public async Task The_oldest_make_room(string argument, int limit, string left)
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { [argument] = limit });
        await PublishAsync(5);
        Assert.Equal(left, await DrainAsync());
    }

    [Fact]
    public async Task Both_limits_count()
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { ["x-max-length"] = 3, ["x-max-length-bytes"] = 10 });
        await PublishAsync(5);
        Assert.Equal("2 3 4", await DrainAsync());
        await PublishAsync(2);
        await Client.PublishAsync(Work, "ten octets");
        Assert.Equal("ten octets", await DrainAsync());
    }

    [Fact]
    public async Task What_comes_back_makes_no_room_but_needs_some()
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { ["x-max-length-bytes"] = 2 });
        await PublishAsync(2);
        RawMessage first = (await Client.GetAsync(Work))!;
        await Client.GetAsync(Work);
        await Client.PublishAsync(Work, "a");
        await Client.PublishAsync(Work, "b");
        await Client.SendAsync(1, new BasicNack { DeliveryTag = first.Tag, Requeue = true });
        Assert.Equal("a b", await DrainAsync());
    }

    [Fact]
    public async Task What_is_taken_makes_room()
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { ["x-max-length-bytes"] = 2 });
        for (int round = 0; round < 100; round++)
        {
            await PublishAsync(2);
            Assert.Equal("0 1", await DrainAsync());
        }

        await PublishAsync(2);
        await Client.SendAsync(1, new QueuePurge { Queue = Work });
        Assert.Equal(2u, (await Client.ExpectAsync(MethodId.QueuePurgeOk)).As<QueuePurgeOk>().MessageCount);
        await PublishAsync(2);
        Assert.Equal("0 1", await DrainAsync());
    }

    [Fact]
    public async Task Those_that_are_dropped_die_of_the_limit()
    {
        await DeclareWithDeadAsync(new FieldTable { ["x-max-length"] = 2 });
        await PublishAsync(4);
        await Client.ConsumeAsync(Dead, noAck: true);
        for (int i = 0; i < 2; i++)
        {
            RawMessage dead = await Client.ReadDeliveryAsync();
            Assert.Equal($"{i}", dead.Text);
            Assert.Equal("maxlen", dead.Properties.Headers!["x-first-death-reason"]);
        }
    }

    [Theory]
    [InlineData("x-max-length", 2)]
    [InlineData("x-max-length-bytes", 2)]
    public async Task A_publish_for_which_there_is_no_room_is_refused(string argument, int limit)
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { [argument] = limit, ["x-overflow"] = "reject-publish" });
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        Assert.Equal("ack ack nack nack", await ConfirmsAsync(4));
        Assert.Equal("0 1", await DrainAsync());
        Assert.Equal("ack ack nack", await ConfirmsAsync(3));
    }

    [Fact]
    public async Task Refused_in_one_queue_is_refused()
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });
        await Client.DeclareAsync("limited.not");
        foreach (string queue in new[] { Work, "limited.not" })
        {
            await Client.SendAsync(1, new QueueBind { Queue = queue, Exchange = "amq.fanout" });
            await Client.ExpectAsync(MethodId.QueueBindOk);
        }

        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        Assert.Equal("ack nack", await ConfirmsAsync(2, "amq.fanout"));
        Assert.Equal((2, 0), await Client.InspectAsync("limited.not"));
        Assert.Equal((1, 0), await Client.InspectAsync(Work));
    }

    [Fact]
    public async Task In_one_read_each_publish_is_answered_once()
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { ["x-max-length"] = 3, ["x-overflow"] = "reject-publish" });
        await Client.DeclareAsync("limited.not");
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        for (int i = 0; i < 10; i++)
        {
            Client.Publish(i % 2 == 0 ? Work : "limited.not", [1]);
        }

        await Client.FlushAsync();
        HashSet<ulong> acked = [];
        HashSet<ulong> nacked = [];
        ulong known = 0;
        while (acked.Count + nacked.Count < 10)
        {
            RawFrame frame = await Client.ReadAsync();
            bool isAck = frame.Id == MethodId.BasicAck;
            (ulong tag, bool multiple) = isAck
                ? (frame.As<BasicAck>().DeliveryTag, frame.As<BasicAck>().Multiple)
                : (frame.As<BasicNack>().DeliveryTag, frame.As<BasicNack>().Multiple);
            for (ulong i = multiple ? known + 1 : tag; i <= tag; i++)
            {
                if (!acked.Contains(i) && !nacked.Contains(i))
                {
                    Assert.True((isAck ? acked : nacked).Add(i));
                }
            }

            known = multiple ? tag : known;
        }

        Assert.Equal([7ul, 9ul], nacked.Order());
    }

    [Fact]
    public async Task A_consumer_does_not_help_where_nothing_may_be_ready()
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { ["x-max-length"] = 0, ["x-overflow"] = "reject-publish" });
        await Client.ConsumeAsync(Work, noAck: true);
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        Assert.Equal("nack", await ConfirmsAsync(1));
    }

    [Fact]
    public async Task A_quorum_queue_takes_one_too_many_and_then_none_until_it_has_shrunk()
    {
        string queue = $"limited.{Guid.NewGuid():n}";
        FieldTable arguments = new() { ["x-queue-type"] = "quorum", ["x-max-length"] = 5, ["x-overflow"] = "reject-publish" };
        await Client.DeclareAsync(queue, durable: true, arguments: arguments);
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        List<bool> taken = [];
        for (int i = 0; i < 12; i++)
        {
            if (i > 7)
            {
                while (await Client.GetAsync(queue, noAck: true) is null)
                {
                    // A real quorum queue takes its time.
                }
            }

            if (!IsOracle || i < 8)
            {
                await Client.PublishAsync(queue, $"{i}");
                taken.Add((await Client.ReadAsync()).Id == MethodId.BasicAck);
            }
        }

        bool[] expected = [true, true, true, true, true, true, false, false, false, true, true, true];
        Assert.Equal(expected[..taken.Count], taken);
    }

    [Fact]
    public async Task What_is_refused_may_go_to_the_dead()
    {
        await DeclareWithDeadAsync(new FieldTable { ["x-max-length"] = 2, ["x-overflow"] = "reject-publish-dlx" });
        await PublishAsync(3);
        await Client.ConsumeAsync(Dead, noAck: true);
        RawMessage dead = await Client.ReadDeliveryAsync();
        Assert.Equal("2", dead.Text);
        FieldTable death = Assert.IsType<FieldTable>(
            Assert.Single(Assert.IsAssignableFrom<IReadOnlyList<object?>>(dead.Properties.Headers!["x-death"])));
        Assert.Equal("maxlen", death["reason"]);
        Assert.Equal(Work, death["queue"]);
        Assert.Equal("0 1", await DrainAsync());
    }

    [Fact]
    public async Task The_limit_is_for_what_waits()
    {
        await Client.DeclareAsync(Work, arguments: new FieldTable { ["x-max-length"] = 1, ["x-overflow"] = "reject-publish" });
        await Client.ConsumeAsync(Work);
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        for (int i = 0; i < 5; i++)
        {
            await Client.PublishAsync(Work, $"{i}");
            MethodId[] answers = [(await ReadMethodAsync()).Id, (await ReadMethodAsync()).Id];
            Assert.Equal([MethodId.BasicDeliver, MethodId.BasicAck], answers.Order());
        }
    }

    private async Task DeclareWithDeadAsync(FieldTable arguments)
    {
        await Client.DeclareAsync(Dead);
        arguments.Add("x-dead-letter-exchange", "");
        arguments.Add("x-dead-letter-routing-key", Dead);
        await Client.DeclareAsync(Work, arguments: arguments);
    }

    private async Task PublishAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Client.PublishAsync(Work, $"{i}");
        }
    }

    private async Task<string> ConfirmsAsync(int count, string exchange = "")
    {
        List<string> answers = [];
        for (int i = 0; i < count; i++)
        {
            await Client.PublishAsync(Work, $"{i}", exchange);
            answers.Add((await Client.ReadAsync()).Id == MethodId.BasicAck ? "ack" : "nack");
        }

        return string.Join(' ', answers);
    }

    // A delivery's content is passed over.
    private async Task<RawFrame> ReadMethodAsync()
    {
        RawFrame frame = await Client.ReadAsync();
        while (frame.Type != FrameType.Method)
        {
            frame = await Client.ReadAsync();
        }

        return frame;
    }

    private async Task<string> DrainAsync()
    {
        List<string> bodies = [];
        while (await Client.GetAsync(Work, noAck: true) is { } message)
        {
            bodies.Add(message.Text);
        }

        return string.Join(' ', bodies);
    }
}
