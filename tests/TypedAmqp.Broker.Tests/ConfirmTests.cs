using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class ConfirmTests : BrokerTest
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        await Client.DeclareAsync("q");
    }

    [Fact]
    public async Task A_publish_is_confirmed_by_its_number()
    {
        await Client.PublishAsync("q", "one");
        Assert.Equal(1UL, (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag);
        await Client.PublishAsync("q", "two");
        Assert.Equal(2UL, (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag);
    }

    [Fact]
    public async Task Many_publishes_are_confirmed_all_and_in_order()
    {
        for (int i = 0; i < 1000; i++)
        {
            Client.Publish("q", [1, 2, 3]);
        }

        await Client.FlushAsync();
        ulong confirmed = 0;
        while (confirmed < 1000)
        {
            RawFrame frame = await Client.ExpectAsync(MethodId.BasicAck);
            ulong tag = frame.As<BasicAck>().DeliveryTag;
            Assert.True(frame.As<BasicAck>().Multiple ? tag > confirmed : tag == confirmed + 1);
            confirmed = tag;
        }

        Assert.Equal(1000, (await Client.InspectAsync("q")).Messages);
    }

    [Fact]
    public async Task A_message_for_nobody_is_returned_first_and_then_confirmed()
    {
        await Client.PublishAsync("nobody", "lost", mandatory: true);
        await Client.ReadContentAsync(await Client.ExpectAsync(MethodId.BasicReturn));
        Assert.Equal(1UL, (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag);
    }

    [Fact]
    public async Task A_message_for_nobody_that_nobody_misses_is_confirmed()
    {
        await Client.PublishAsync("nobody", "lost");
        Assert.Equal(1UL, (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag);
    }

    [Fact]
    public async Task What_came_before_an_error_is_confirmed()
    {
        Client.Publish("q", [1]);
        Client.Publish("q", [2], exchange: "nowhere");
        await Client.FlushAsync();
        Assert.Equal(1UL, (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag);
        await Client.ExpectChannelCloseAsync(ReplyCode.NotFound);
    }

    [Fact]
    public async Task Channels_confirm_each_for_itself()
    {
        await Client.OpenChannelAsync(2);
        await Client.SendAsync(2, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk, 2);
        Client.Publish("q", [1]);
        Client.Publish("q", [2], channel: 2);
        Client.Publish("q", [3]);
        await Client.FlushAsync();
        Dictionary<int, ulong> confirmed = new() { [1] = 0, [2] = 0 };
        while (confirmed[1] < 2 || confirmed[2] < 1)
        {
            RawFrame frame = await Client.ExpectAsync(MethodId.BasicAck);
            confirmed[frame.Channel] = frame.As<BasicAck>().DeliveryTag;
        }
    }

    [Fact]
    public async Task A_confirming_channel_cannot_become_transactional()
    {
        await Client.SendAsync(1, new TxSelect());
        Assert.Equal(
            "PRECONDITION_FAILED - cannot switch from confirm to tx mode", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Fact]
    public async Task Selecting_twice_is_answered_twice()
    {
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        await Client.PublishAsync("q", "one");
        Assert.Equal(1UL, (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag);
    }
}
