using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class GetTests : BrokerTest
{
    [Fact]
    public async Task An_empty_queue_says_so()
    {
        await Client.DeclareAsync("q");
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task A_message_comes_with_the_number_of_those_behind_it()
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "one", properties: new BasicProperties { Headers = new FieldTable { ["h"] = 1 } });
        await Client.PublishAsync("q", "two");
        RawMessage? message = await Client.GetAsync("q");
        Assert.Equal("one", message!.Text);
        Assert.Equal(1, message.Properties.Headers!["h"]);
        Assert.Equal(1u, message.Method.As<BasicGetOk>().MessageCount);
        Assert.Equal("q", message.Method.As<BasicGetOk>().RoutingKey.ToString());
        Assert.Equal(2UL, (await Client.GetAsync("q"))!.Tag);
    }

    [Fact]
    public async Task Without_acks_it_is_gone_at_once()
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "one");
        Assert.Equal(1UL, (await Client.GetAsync("q", noAck: true))!.Tag);
        await Client.AckAsync(1);
        await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed);
    }

    [Fact]
    public async Task An_unknown_queue_closes_the_channel()
    {
        await Client.SendAsync(1, new BasicGet { Queue = "nowhere" });
        Assert.Equal("NOT_FOUND - no queue 'nowhere' in vhost '/'", await Client.ExpectChannelCloseAsync(ReplyCode.NotFound));
    }

    [Fact]
    public async Task Purge_drops_what_is_ready_and_nothing_else()
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "one");
        await Client.PublishAsync("q", "two");
        await Client.PublishAsync("q", "three");
        await Client.GetAsync("q");
        await Client.SendAsync(1, new QueuePurge { Queue = "q" });
        Assert.Equal(2u, (await Client.ExpectAsync(MethodId.QueuePurgeOk)).As<QueuePurgeOk>().MessageCount);
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1, Requeue = true });
        Assert.Equal("one", (await Client.GetAsync("q"))!.Text);
    }

    [Fact]
    public async Task Deleting_says_how_many_messages_went()
    {
        await Client.DeclareAsync("q");
        await Client.PublishAsync("q", "one");
        await Client.SendAsync(1, new QueueDelete { Queue = "q", IfEmpty = true });
        Assert.Equal("PRECONDITION_FAILED - queue 'q' in vhost '/' not empty", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
        await Client.OpenChannelAsync(1);
        await Client.SendAsync(1, new QueueDelete { Queue = "q" });
        Assert.Equal(1u, (await Client.ExpectAsync(MethodId.QueueDeleteOk)).As<QueueDeleteOk>().MessageCount);
    }
}
