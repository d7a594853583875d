using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class AcknowledgementTests : BrokerTest
{
    [Fact]
    public async Task What_is_acked_does_not_come_back()
    {
        await PublishAsync("a", "b", "c");
        await Client.ConsumeAsync("q");
        for (int i = 0; i < 3; i++)
        {
            await Client.ReadDeliveryAsync();
        }

        await Client.AckAsync(1);
        await Client.AckAsync(3);
        await CloseChannelAsync();

        RawMessage? returned = await Client.GetAsync("q");
        Assert.Equal("b", returned!.Text);
        Assert.True(returned.Redelivered);
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task Multiple_acks_everything_up_to_the_tag()
    {
        await PublishAsync("a", "b", "c", "d");
        await Client.ConsumeAsync("q");
        for (int i = 0; i < 4; i++)
        {
            await Client.ReadDeliveryAsync();
        }

        await Client.AckAsync(2);
        await Client.AckAsync(3, multiple: true);
        await CloseChannelAsync();
        Assert.Equal("d", (await Client.GetAsync("q"))!.Text);
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task Multiple_with_tag_zero_acks_everything()
    {
        await PublishAsync("a", "b");
        await Client.ConsumeAsync("q");
        await Client.ReadDeliveryAsync();
        await Client.ReadDeliveryAsync();
        await Client.AckAsync(0, multiple: true);
        await CloseChannelAsync();
        Assert.Null(await Client.GetAsync("q"));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, false)]
    [InlineData(7, true)]
    public async Task An_unknown_tag_closes_the_channel(ulong tag, bool multiple)
    {
        await Client.AckAsync(tag, multiple);
        Assert.Equal($"PRECONDITION_FAILED - unknown delivery tag {tag}", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_tag_cannot_be_acked_twice()
    {
        await PublishAsync("a", "b");
        await Client.ConsumeAsync("q");
        await Client.ReadDeliveryAsync();
        await Client.ReadDeliveryAsync();
        await Client.AckAsync(1);
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1, Requeue = true });
        RawFrame close = await Client.ExpectAsync(MethodId.ChannelClose);
        Assert.Equal((ushort)60, close.As<ChannelClose>().ClassId);
        Assert.Equal((ushort)90, close.As<ChannelClose>().MethodId);
        Assert.Equal("PRECONDITION_FAILED - unknown delivery tag 1", close.As<ChannelClose>().ReplyText.ToString());
    }

    [Fact]
    public async Task What_is_acked_with_multiple_cannot_be_acked_again_with_multiple()
    {
        await PublishAsync("a", "b");
        await Client.ConsumeAsync("q");
        await Client.ReadDeliveryAsync();
        await Client.ReadDeliveryAsync();
        await Client.AckAsync(1, multiple: true);
        await Client.AckAsync(1, multiple: true);
        await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed);
    }

    [Fact]
    public async Task Rejected_without_requeue_is_gone()
    {
        await PublishAsync("a", "b");
        await Client.ConsumeAsync("q");
        await Client.ReadDeliveryAsync();
        await Client.ReadDeliveryAsync();
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1 });
        await CloseChannelAsync();
        Assert.Equal("b", (await Client.GetAsync("q"))!.Text);
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task Requeued_comes_again_at_once_marked_redelivered()
    {
        await PublishAsync("a");
        await Client.ConsumeAsync("q");
        Assert.False((await Client.ReadDeliveryAsync()).Redelivered);
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1, Requeue = true });
        RawMessage again = await Client.ReadDeliveryAsync();
        Assert.True(again.Redelivered);
        Assert.Equal(2UL, again.Tag);
    }

    [Fact]
    public async Task Requeued_messages_return_to_their_places()
    {
        await PublishAsync("a", "b", "c", "d", "e");
        for (int i = 0; i < 4; i++)
        {
            await Client.GetAsync("q");
        }

        // a, c and d, in this order, go back between nothing and e.
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 4, Requeue = true });
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1, Requeue = true });
        await Client.SendAsync(1, new BasicNack { DeliveryTag = 3, Requeue = true });
        string all = "";
        while (await Client.GetAsync("q") is { } message)
        {
            all += message.Text;
        }

        Assert.Equal("acde", all);
    }

    [Fact]
    public async Task Nack_takes_many_back_in_order()
    {
        await PublishAsync("a", "b", "c", "d");
        await Client.QosAsync(3);
        await Client.ConsumeAsync("q");
        for (int i = 0; i < 3; i++)
        {
            await Client.ReadDeliveryAsync();
        }

        await Client.SendAsync(1, new BasicNack { DeliveryTag = 2, Multiple = true, Requeue = true });
        Assert.Equal("a", (await Client.ReadDeliveryAsync()).Text);
        Assert.Equal("b", (await Client.ReadDeliveryAsync()).Text);
        await Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task What_a_dead_connection_held_goes_to_the_next_consumer_in_order()
    {
        RawClient worker = await OpenAsync();
        await PublishAsync("a", "b", "c");
        await worker.QosAsync(2);
        await worker.ConsumeAsync("q");
        await worker.ReadDeliveryAsync();
        await worker.ReadDeliveryAsync();
        await Client.ConsumeAsync("q");
        Assert.Equal("c", (await Client.ReadDeliveryAsync()).Text);

        await worker.DisposeAsync();
        RawMessage first = await Client.ReadDeliveryAsync();
        RawMessage second = await Client.ReadDeliveryAsync();
        Assert.Equal("ab", first.Text + second.Text);
        Assert.True(first.Redelivered && second.Redelivered);
    }

    [Fact]
    public async Task Recover_delivers_again_what_is_unacked()
    {
        await PublishAsync("a", "b");
        await Client.ConsumeAsync("q");
        await Client.ReadDeliveryAsync();
        await Client.ReadDeliveryAsync();
        await Client.AckAsync(1);
        await Client.SendAsync(1, new BasicRecover { Requeue = true });
        List<RawFrame> methods = [await Client.ReadAsync()];
        methods.Add(methods[0].Id == MethodId.BasicRecoverOk ? await Client.ReadAsync() : await Client.ReadAsync());
        Assert.Contains(methods, static frame => frame.Id == MethodId.BasicRecoverOk);
    }

    [Fact]
    public async Task Recover_without_requeue_is_not_implemented()
    {
        await Client.SendAsync(1, new BasicRecover());
        Assert.Equal("NOT_IMPLEMENTED - requeue=false", await Client.ExpectCloseAsync(ReplyCode.NotImplemented));
    }

    [Fact]
    public async Task Holding_the_first_message_for_ever_does_not_pile_up_the_acked_ones()
    {
        await Client.DeclareAsync("q");
        await Client.QosAsync(2);
        await Client.ConsumeAsync("q");
        await Client.PublishAsync("q", "held");
        await Client.ReadDeliveryAsync();
        for (int i = 0; i < 300; i++)
        {
            await Client.PublishAsync("q", "passes");
            RawMessage message = await Client.ReadDeliveryAsync();
            await Client.AckAsync(message.Tag);
        }

        await Client.AckAsync(1);
        await CloseChannelAsync();
        Assert.Null(await Client.GetAsync("q"));
    }

    private async Task PublishAsync(params string[] bodies)
    {
        await Client.DeclareAsync("q");
        foreach (string body in bodies)
        {
            await Client.PublishAsync("q", body);
        }
    }

    private async Task CloseChannelAsync()
    {
        await Client.SendAsync(1, new ChannelClose { ReplyCode = ReplyCode.Success, ReplyText = "" });
        await Client.ExpectAsync(MethodId.ChannelCloseOk);
        await Client.OpenChannelAsync(1);
    }
}
