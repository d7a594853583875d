using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class ConsumerTests : BrokerTest
{
    private static readonly RawOptions WithCancelNotices = new() { Capabilities = new FieldTable { ["consumer_cancel_notify"] = true } };

    [Fact]
    public async Task The_server_makes_up_a_tag()
    {
        await Client.DeclareAsync("q");
        string tag = await Client.ConsumeAsync("q");
        Assert.Matches("^amq\\.ctag-[A-Za-z0-9_-]{22}$", tag);
        Assert.NotEqual(tag, await Client.ConsumeAsync("q"));
    }

    [Fact]
    public async Task A_tag_cannot_be_used_twice_on_a_channel()
    {
        await Client.DeclareAsync("q");
        await Client.ConsumeAsync("q", tag: "mine");
        await Client.OpenChannelAsync(2);
        await Client.ConsumeAsync("q", tag: "mine", channel: 2);
        await Client.SendAsync(1, new BasicConsume { Queue = "q", ConsumerTag = "mine" });
        Assert.Equal("NOT_ALLOWED - attempt to reuse consumer tag 'mine'", await Client.ExpectCloseAsync(ReplyCode.NotAllowed));
    }

    [Fact]
    public async Task Without_waiting_there_is_no_answer()
    {
        await Client.DeclareAsync("q");
        await Client.SendAsync(1, new BasicConsume { Queue = "q", ConsumerTag = "c", NoWait = true, NoAck = true });
        await Client.PublishAsync("q", "hello");
        Assert.Equal("hello", (await Client.ReadDeliveryAsync()).Text);
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = "c", NoWait = true });
        await Client.ExpectNothingAsync();
        Assert.Equal((0, 0), await Client.InspectAsync("q"));
    }

    [Fact]
    public async Task A_cancelled_consumer_gets_nothing_more_and_keeps_what_it_has()
    {
        await Client.DeclareAsync("q");
        string tag = await Client.ConsumeAsync("q");
        await Client.PublishAsync("q", "one");
        await Client.ReadDeliveryAsync();
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = tag });
        Assert.Equal(tag, (await Client.ExpectAsync(MethodId.BasicCancelOk)).As<BasicCancelOk>().ConsumerTag.ToString());
        await Client.PublishAsync("q", "two");
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
        await Client.AckAsync(1);
        Assert.Equal("two", (await Client.GetAsync("q"))!.Text);
    }

    [Fact]
    public async Task Cancelling_what_is_not_there_is_answered()
    {
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = "nobody" });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
    }

    [Fact]
    public async Task An_exclusive_consumer_is_alone()
    {
        await Client.DeclareAsync("q");
        await Client.ConsumeAsync("q", exclusive: true);
        await Client.SendAsync(1, new BasicConsume { Queue = "q" });
        Assert.Equal("ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use", await Client.ExpectChannelCloseAsync(ReplyCode.AccessRefused));
    }

    [Fact]
    public async Task Who_comes_second_cannot_be_exclusive()
    {
        await Client.DeclareAsync("q");
        await Client.ConsumeAsync("q");
        await Client.SendAsync(1, new BasicConsume { Queue = "q", Exclusive = true });
        Assert.Equal("ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use", await Client.ExpectChannelCloseAsync(ReplyCode.AccessRefused));
    }

    [Fact]
    public async Task A_refused_tag_is_free_again()
    {
        await Client.DeclareAsync("q");
        await using RawClient other = await OpenAsync();
        string tag = await other.ConsumeAsync("q", exclusive: true);
        await Client.SendAsync(1, new BasicConsume { Queue = "q", ConsumerTag = "c" });
        await Client.ExpectChannelCloseAsync(ReplyCode.AccessRefused);
        await other.SendAsync(1, new BasicCancel { ConsumerTag = tag });
        await other.ExpectAsync(MethodId.BasicCancelOk);
        await Client.OpenChannelAsync(1);
        await Client.ConsumeAsync("q", tag: "c");
    }

    [Fact]
    public async Task Consuming_an_unknown_queue_closes_the_channel()
    {
        await Client.SendAsync(1, new BasicConsume { Queue = "nowhere" });
        Assert.Equal("NOT_FOUND - no queue 'nowhere' in vhost '/'", await Client.ExpectChannelCloseAsync(ReplyCode.NotFound));
    }

    [Fact]
    public async Task An_empty_name_means_the_queue_declared_last()
    {
        string name = await Client.DeclareAsync(exclusive: true);
        await Client.ConsumeAsync("", noAck: true);
        await Client.PublishAsync(name, "hello");
        Assert.Equal("hello", (await Client.ReadDeliveryAsync()).Text);
    }

    [Fact]
    public async Task An_empty_name_means_nothing_before_the_first_declaration()
    {
        await Client.SendAsync(1, new BasicConsume());
        Assert.Equal("NOT_FOUND - no previously declared queue", await Client.ExpectChannelCloseAsync(ReplyCode.NotFound));
    }

    [Fact]
    public async Task Clients_that_asked_for_it_hear_that_a_queue_was_deleted()
    {
        await using RawClient asked = await OpenAsync(WithCancelNotices);
        await using RawClient silent = await OpenAsync();
        await Client.DeclareAsync("q");
        string tag = await asked.ConsumeAsync("q");
        await silent.ConsumeAsync("q");
        await Client.SendAsync(1, new QueueDelete { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);
        Assert.Equal(tag, (await asked.ExpectAsync(MethodId.BasicCancel, 1)).As<BasicCancel>().ConsumerTag.ToString());
        await silent.ExpectNothingAsync();
    }

    [Fact]
    public async Task After_a_deletion_old_deliveries_can_still_be_acked()
    {
        await Client.DeclareAsync("q");
        await Client.ConsumeAsync("q");
        await Client.PublishAsync("q", "one");
        await Client.ReadDeliveryAsync();
        await Client.SendAsync(1, new QueueDelete { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);
        await Client.AckAsync(1);
        await Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task An_auto_delete_queue_goes_with_its_last_consumer()
    {
        await Client.DeclareAsync("auto", autoDelete: true);
        string first = await Client.ConsumeAsync("auto");
        string second = await Client.ConsumeAsync("auto");
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = first });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
        Assert.Equal((0, 1), await Client.InspectAsync("auto"));
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = second });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
        await Client.SendAsync(1, new QueueDeclare { Queue = "auto", Passive = true });
        await Client.ExpectChannelCloseAsync(ReplyCode.NotFound);
    }

    [Fact]
    public async Task An_exclusive_queue_goes_with_its_connection()
    {
        RawClient owner = await OpenAsync();
        await owner.DeclareAsync("mine", exclusive: true);
        await Client.SendAsync(1, new BasicConsume { Queue = "mine" });
        Assert.StartsWith(
            "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'mine' in vhost '/'.",
            await Client.ExpectChannelCloseAsync(ReplyCode.ResourceLocked),
            StringComparison.Ordinal);
        await owner.SendAsync(0, new ConnectionClose { ReplyCode = ReplyCode.Success, ReplyText = "" });
        await owner.ExpectAsync(MethodId.ConnectionCloseOk);
        await owner.DisposeAsync();
        await Client.OpenChannelAsync(1);
        await Client.SendAsync(1, new QueueDeclare { Queue = "mine", Passive = true });
        Assert.Equal("NOT_FOUND - no queue 'mine' in vhost '/'", await Client.ExpectChannelCloseAsync(ReplyCode.NotFound));
    }

    [Fact]
    public async Task A_queue_that_is_no_stream_has_no_offsets()
    {
        await Client.DeclareAsync("q");
        await Client.SendAsync(1, new BasicConsume { Queue = "q", Arguments = new FieldTable { ["x-stream-offset"] = "first" } });
        Assert.Equal(
            "PRECONDITION_FAILED - invalid arg 'x-stream-offset' for queue 'q' in vhost '/' of queue type rabbit_classic_queue",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task Flow_can_be_asked_for_and_not_be_stopped()
    {
        await Client.SendAsync(1, new ChannelFlow { Active = true });
        Assert.True((await Client.ExpectAsync(MethodId.ChannelFlowOk)).As<ChannelFlowOk>().Active);
        await Client.SendAsync(1, new ChannelFlow { Active = false });
        Assert.Equal("NOT_IMPLEMENTED - active=false", await Client.ExpectCloseAsync(ReplyCode.NotImplemented));
    }
}
