using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class MessageSizeTests() : BrokerTest(new BrokerOptions { MaxMessageSize = Most })
{
    private const int Most = 1000;

    [Theory]
    [InlineData(FrameFormat.DefaultFrameMax)]
    [InlineData(600)]
    public async Task A_message_larger_than_the_broker_takes_closes_its_channel(int frameMax)
    {
        await Client.DeclareAsync("q");
        Client.Publish("q", new byte[Most], frameMax: frameMax);
        await Client.ExpectNothingAsync();
        Client.Publish("q", new byte[Most + 1], frameMax: frameMax);
        await Client.FlushAsync();
        Assert.Contains($"{Most + 1}", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed), StringComparison.Ordinal);
        await Client.OpenChannelAsync(2);
        Assert.Equal(1, (await Client.InspectAsync("q", channel: 2)).Messages);
    }
}
