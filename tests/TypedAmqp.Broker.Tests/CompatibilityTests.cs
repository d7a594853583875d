using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Where versions of RabbitMQ differ. That of 4.2 is after its documentation.</summary>
public sealed class CompatibilityTests
{
    [Theory]
    [InlineData(Compatibility.RabbitMq310, null, 30)]
    [InlineData(Compatibility.RabbitMq42, null, 21)]
    [InlineData(Compatibility.RabbitMq42, 2, 3)]
    [InlineData(Compatibility.RabbitMq42, -1, 30)]
    public async Task A_quorum_queue_has_a_delivery_limit_from_4_on(Compatibility compatibility, int? limit, int deliveries)
    {
        await using Broker broker = new(new BrokerOptions { Compatibility = compatibility });
        await using RawClient client = await OpenAsync(broker);
        FieldTable arguments = new() { ["x-queue-type"] = "quorum" };
        if (limit is not null)
        {
            arguments.Add("x-delivery-limit", limit);
        }

        await client.DeclareAsync("q", durable: true, arguments: arguments);
        await client.PublishAsync("q", "poison");
        int count = 0;
        while (count < 30 && await client.GetAsync("q") is { } message)
        {
            count++;
            await client.SendAsync(1, new BasicNack { DeliveryTag = message.Tag, Requeue = true });
        }

        Assert.Equal(deliveries, count);
    }

    [Theory]
    [InlineData(Compatibility.RabbitMq310, 128)]
    [InlineData(Compatibility.RabbitMq42, 16)]
    public void A_message_may_be_smaller_from_4_on(Compatibility compatibility, int mebibytes)
    {
        Assert.Equal(mebibytes * 1024 * 1024, new BrokerOptions { Compatibility = compatibility }.MaxMessageSize);
        Assert.Equal(5, new BrokerOptions { MaxMessageSize = 5, Compatibility = compatibility }.MaxMessageSize);
    }

    [Theory]
    [InlineData(Compatibility.RabbitMq310, "n1 n2 h1 h2 h3")]
    [InlineData(Compatibility.RabbitMq42, "h1 h2 n1 h3 n2")]
    public async Task A_quorum_queue_tells_two_priorities_apart_from_4_on(Compatibility compatibility, string order)
    {
        await using Broker broker = new(new BrokerOptions { Compatibility = compatibility });
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync("q", durable: true, arguments: new FieldTable { ["x-queue-type"] = "quorum" });
        foreach (string body in new[] { "n1", "n2", "h1", "h2", "h3" })
        {
            await client.PublishAsync("q", body, properties: new BasicProperties { Priority = body[0] == 'h' ? (byte)5 : (byte)4 });
        }

        List<string> received = [];
        while (await client.GetAsync("q") is { } message)
        {
            received.Add(message.Text);
        }

        Assert.Equal(order, string.Join(' ', received));
    }

    private static async Task<RawClient> OpenAsync(Broker broker)
    {
        RawClient client = new(broker.Connect());
        await client.HandshakeAsync(new RawOptions());
        await client.OpenChannelAsync(1);
        return client;
    }
}
