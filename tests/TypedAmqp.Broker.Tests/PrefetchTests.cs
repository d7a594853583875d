using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class PrefetchTests : BrokerTest
{
    [Fact]
    public async Task A_consumer_gets_no_more_than_its_prefetch()
    {
        await PublishAsync(5);
        await Client.QosAsync(2);
        await Client.ConsumeAsync("q");
        await ReadAsync("01");
        await Client.ExpectNothingAsync();
        await Client.AckAsync(1);
        await ReadAsync("2");
        await Client.ExpectNothingAsync();
        await Client.AckAsync(3, multiple: true);
        await ReadAsync("34");
    }

    [Fact]
    public async Task The_prefetch_is_each_consumers_own_and_set_when_it_begins()
    {
        await PublishAsync(6);
        await Client.QosAsync(1);
        await Client.ConsumeAsync("q", tag: "one");
        await Client.ReadDeliveryAsync();
        await Client.QosAsync(2);
        await Client.ConsumeAsync("q", tag: "two");
        await Client.ReadDeliveryAsync();
        await Client.ReadDeliveryAsync();
        await Client.ExpectNothingAsync();
        Assert.Equal((3, 2), await Client.InspectAsync("q"));
    }

    [Fact]
    public async Task A_global_prefetch_counts_the_consumers_of_a_channel_together()
    {
        await Client.DeclareAsync("q");
        await Client.QosAsync(3, global: true);
        await Client.ConsumeAsync("q", tag: "one");
        await Client.ConsumeAsync("q", tag: "two");
        await PublishAsync(6);
        for (int i = 0; i < 3; i++)
        {
            await Client.ReadDeliveryAsync();
        }

        Assert.Equal((3, 2), await Client.InspectAsync("q"));
        await Client.AckAsync(1);
        await Client.ReadDeliveryAsync();
        Assert.Equal((2, 2), await Client.InspectAsync("q"));
    }

    [Fact]
    public async Task Raising_the_global_prefetch_lets_more_through()
    {
        await PublishAsync(4);
        await Client.QosAsync(1, global: true);
        await Client.ConsumeAsync("q");
        await ReadAsync("0");
        await Client.SendAsync(1, new BasicQos { PrefetchCount = 3, Global = true });
        int deliveries = 0;
        bool answered = false;
        while (deliveries < 2 || !answered)
        {
            RawFrame frame = await Client.ReadAsync();
            if (frame.Id == MethodId.BasicQosOk)
            {
                answered = true;
            }
            else
            {
                await Client.ReadContentAsync(frame);
                deliveries++;
            }
        }

        Assert.Equal((1, 1), await Client.InspectAsync("q"));
    }

    [Fact]
    public async Task Work_goes_to_whoever_has_acked()
    {
        await using RawClient other = await OpenAsync();
        await Client.DeclareAsync("q");
        await Client.QosAsync(1);
        await other.QosAsync(1);
        await Client.ConsumeAsync("q");
        await other.ConsumeAsync("q");
        await PublishAsync(4);
        await ReadAsync("0");
        Assert.Equal("1", (await other.ReadDeliveryAsync()).Text);
        await other.AckAsync(1);
        Assert.Equal("2", (await other.ReadDeliveryAsync()).Text);
        await other.AckAsync(2);
        Assert.Equal("3", (await other.ReadDeliveryAsync()).Text);
        await Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_consumer_without_acks_has_no_limit()
    {
        await PublishAsync(5);
        await Client.QosAsync(1);
        await Client.ConsumeAsync("q", noAck: true);
        await ReadAsync("01234");
    }

    [Fact]
    public async Task Nothing_gets_ahead_of_a_message_that_comes_back()
    {
        await Client.DeclareAsync("q");
        await Client.QosAsync(1);
        await Client.ConsumeAsync("q");
        await Client.PublishAsync("q", "first");
        Assert.Equal("first", (await Client.ReadDeliveryAsync()).Text);

        // Both in one read: the place that the first leaves with its consumer is its own.
        FrameWriter.WriteMethod(Client.Output, 1, new BasicReject { DeliveryTag = 1, Requeue = true });
        Client.Publish("q", "second"u8.ToArray());
        await Client.FlushAsync();
        Assert.Equal("first", (await Client.ReadDeliveryAsync()).Text);
        await Client.AckAsync(2);
        Assert.Equal("second", (await Client.ReadDeliveryAsync()).Text);
    }

    [Fact]
    public async Task What_is_fetched_does_not_count()
    {
        await PublishAsync(3);
        await Client.QosAsync(1);
        await Client.GetAsync("q");
        await Client.ConsumeAsync("q");
        await ReadAsync("1");
        await Client.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_prefetch_size_is_not_implemented()
    {
        await Client.SendAsync(1, new BasicQos { PrefetchSize = 1000 });
        Assert.Equal("NOT_IMPLEMENTED - prefetch_size!=0 (1000)", await Client.ExpectCloseAsync(ReplyCode.NotImplemented));
    }

    private async Task PublishAsync(int count)
    {
        await Client.DeclareAsync("q");
        for (int i = 0; i < count; i++)
        {
            await Client.PublishAsync("q", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private async Task ReadAsync(string bodies)
    {
        foreach (char body in bodies)
        {
            Assert.Equal(body.ToString(), (await Client.ReadDeliveryAsync()).Text);
        }
    }
}
