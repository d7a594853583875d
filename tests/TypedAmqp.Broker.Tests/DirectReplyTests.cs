using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class DirectReplyTests : BrokerTest
{
    private const string PseudoQueue = "amq.rabbitmq.reply-to";

    [Fact]
    public async Task The_pseudo_queue_is_none_to_get_from()
    {
        await Client.SendAsync(1, new BasicGet { Queue = "amq.rabbitmq.reply-to", NoAck = true });
        Assert.Equal("NOT_FOUND - no queue 'amq.rabbitmq.reply-to' in vhost '/'", await Client.ExpectChannelCloseAsync(ReplyCode.NotFound));
    }

    [Fact]
    public async Task A_reply_reaches_the_one_who_asked()
    {
        await using RawClient server = await OpenAsync();
        await server.DeclareAsync("service");
        await server.ConsumeAsync("service", noAck: true);
        string tag = await Client.ConsumeAsync(PseudoQueue, noAck: true);

        BasicProperties request = new()
        {
            ReplyTo = PseudoQueue,
            CorrelationId = "42",
            ContentType = "text/plain",
            MessageId = "m",
            Headers = new FieldTable { ["h"] = "v" },
        };
        await Client.PublishAsync("service", "ask", properties: request);
        RawMessage asked = await server.ReadDeliveryAsync();
        Assert.Equal("ask", asked.Text);
        Assert.StartsWith(PseudoQueue + ".", asked.Properties.ReplyTo, StringComparison.Ordinal);
        Assert.Equal(("42", "text/plain", "m"), (asked.Properties.CorrelationId, asked.Properties.ContentType, asked.Properties.MessageId));
        Assert.Equal("v", asked.Properties.Headers!["h"]);

        await server.PublishAsync(asked.Properties.ReplyTo!, "answer", properties: new BasicProperties { CorrelationId = "42" });
        RawMessage answer = await Client.ReadDeliveryAsync();
        Assert.Equal(("answer", "42"), (answer.Text, answer.Properties.CorrelationId));
        Assert.Equal(tag, answer.Method.As<BasicDeliver>().ConsumerTag.ToString());
        await server.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("CC", true)]
    [InlineData("CC", false)]
    [InlineData("BCC", false)]
    public async Task A_reply_with_copies_reaches_all(string header, bool isReplyFirst)
    {
        await Client.DeclareAsync("service");
        await Client.DeclareAsync("audit");
        await Client.ConsumeAsync(PseudoQueue, noAck: true);
        await Client.PublishAsync("service", "ask", properties: new BasicProperties { ReplyTo = PseudoQueue });
        string reply = (await Client.GetAsync("service", noAck: true))!.Properties.ReplyTo!;
        (string key, string copy) = isReplyFirst ? (reply, "audit") : ("audit", reply);
        await using RawClient server = await OpenAsync();

        await server.PublishAsync(
            key, "answer", properties: new BasicProperties { Headers = new FieldTable { [header] = new List<object?> { copy } } });

        Assert.Equal("answer", (await Client.ReadDeliveryAsync()).Text);
        Assert.Equal("answer", (await server.GetAsync("audit", noAck: true))!.Text);
    }

    [Fact]
    public async Task A_reply_to_somebody_who_is_gone_is_unroutable()
    {
        await Client.DeclareAsync("service");
        RawClient gone = await OpenAsync();
        await gone.ConsumeAsync(PseudoQueue, noAck: true);
        await gone.PublishAsync("service", "ask", properties: new BasicProperties { ReplyTo = PseudoQueue });
        await gone.SendAsync(1, new ChannelClose { ReplyCode = ReplyCode.Success, ReplyText = "" });
        await gone.ExpectAsync(MethodId.ChannelCloseOk);
        RawMessage? asked = await Client.GetAsync("service", noAck: true);
        await Client.PublishAsync(asked!.Properties.ReplyTo!, "answer", mandatory: true);
        await Client.ReadContentAsync(await Client.ExpectAsync(MethodId.BasicReturn));
        await gone.DisposeAsync();
    }

    [Fact]
    public async Task Replies_cannot_be_acked()
    {
        await Client.SendAsync(1, new BasicConsume { Queue = PseudoQueue });
        Assert.Equal("PRECONDITION_FAILED - reply consumer cannot acknowledge", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_channel_consumes_replies_once()
    {
        await Client.ConsumeAsync(PseudoQueue, noAck: true);
        await Client.SendAsync(1, new BasicConsume { Queue = PseudoQueue, NoAck = true });
        Assert.Equal("PRECONDITION_FAILED - reply consumer already set", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task Asking_without_listening_is_refused()
    {
        await Client.PublishAsync("service", "ask", properties: new BasicProperties { ReplyTo = PseudoQueue });
        Assert.Equal("PRECONDITION_FAILED - fast reply consumer does not exist", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task After_a_cancel_a_channel_can_listen_again()
    {
        string tag = await Client.ConsumeAsync(PseudoQueue, noAck: true);
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = tag });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
        await Client.ConsumeAsync(PseudoQueue, noAck: true);
    }

    [Fact]
    public async Task A_service_can_look_whether_somebody_still_waits()
    {
        await using RawClient server = await OpenAsync();
        await server.DeclareAsync("service");
        await server.ConsumeAsync("service", noAck: true);
        await Client.ConsumeAsync(PseudoQueue, noAck: true);
        await Client.PublishAsync("service", "ask", properties: new BasicProperties { ReplyTo = PseudoQueue });
        string name = (await server.ReadDeliveryAsync()).Properties.ReplyTo!;
        await server.SendAsync(1, new QueueDeclare { Queue = name, Passive = true });
        RawFrame answer = await server.ExpectAsync(MethodId.QueueDeclareOk);
        Assert.Equal((0u, 1u), (answer.As<QueueDeclareOk>().MessageCount, answer.As<QueueDeclareOk>().ConsumerCount));
        await server.SendAsync(1, new QueueDeclare { Queue = PseudoQueue + ".nobody", Passive = true });
        await server.ExpectChannelCloseAsync(ReplyCode.NotFound);
    }

    [Fact]
    public async Task Replies_in_another_format_reach_confirming_and_transactional_requests_too()
    {
        await Client.DeclareAsync("service");
        await Client.ConsumeAsync(PseudoQueue, noAck: true);
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        await Client.PublishAsync("service", "ask", properties: new BasicProperties { ReplyTo = PseudoQueue });
        await Client.ExpectAsync(MethodId.BasicAck);
        Assert.StartsWith(PseudoQueue + ".", (await Client.GetAsync("service"))!.Properties.ReplyTo, StringComparison.Ordinal);
    }
}
