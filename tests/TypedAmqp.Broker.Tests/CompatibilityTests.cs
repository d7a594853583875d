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

    private static async Task<RawClient> OpenAsync(Broker broker)
    {
        RawClient client = new(broker.Connect());
        await client.HandshakeAsync(new RawOptions());
        await client.OpenChannelAsync(1);
        return client;
    }
}
