using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Messages that overtake others (<c>x-max-priority</c>).</summary>
public sealed class PriorityTests : BrokerTest
{
    private const string Work = "urgent";

    [Fact]
    public async Task The_highest_comes_first_and_among_equals_the_oldest()
    {
        await DeclareAsync();
        int i = 0;
        foreach (byte? priority in new byte?[] { null, 0, 3, 9, 5, 1, 3 })
        {
            await PublishAsync($"{i++}", priority);
        }

        Assert.Equal("3 4 2 6 5 0 1", await DrainAsync());
    }

    [Fact]
    public async Task What_comes_back_takes_its_place_among_its_equals()
    {
        await DeclareAsync();
        for (int i = 0; i < 3; i++)
        {
            await PublishAsync($"{i}", 1);
        }

        RawMessage first = (await Client.GetAsync(Work))!;
        await PublishAsync("high", 4);
        await PublishAsync("low", 0);
        await Client.SendAsync(1, new BasicNack { DeliveryTag = first.Tag, Requeue = true });
        Assert.Equal("high 0 1 2 low", await DrainAsync());
    }

    [Fact]
    public async Task What_went_straight_to_a_consumer_finds_its_place_too()
    {
        await DeclareAsync();
        await Client.ConsumeAsync(Work, tag: "c");
        foreach ((string body, byte priority) in new[] { ("a", (byte)2), ("b", (byte)4), ("c", (byte)2) })
        {
            await Client.PublishAsync(Work, body, properties: new BasicProperties { Priority = priority });
            await Client.ReadDeliveryAsync();
        }

        await Client.SendAsync(1, new BasicCancel { ConsumerTag = "c" });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
        await PublishAsync("d", 3);
        await Client.SendAsync(1, new BasicNack { DeliveryTag = 0, Multiple = true, Requeue = true });
        Assert.Equal("b d a c", await DrainAsync());
    }

    [Fact]
    public async Task A_limit_drops_what_would_have_come_first()
    {
        await DeclareAsync(new FieldTable { ["x-max-length"] = 2 });
        foreach (byte priority in new byte[] { 1, 4, 0, 2 })
        {
            await PublishAsync($"{priority}", priority);
        }

        Assert.Equal("1 0", await DrainAsync());
    }

    [Fact]
    public async Task Without_priorities_nobody_overtakes()
    {
        await Client.DeclareAsync(Work);
        await PublishAsync("a", 1);
        await PublishAsync("b", 9);
        Assert.Equal("a b", await DrainAsync());
    }

    [Fact]
    public async Task Octets_are_counted_over_all_priorities()
    {
        await DeclareAsync(new FieldTable { ["x-max-length-bytes"] = 3, ["x-overflow"] = "reject-publish" });
        for (byte priority = 0; priority < 5; priority++)
        {
            await PublishAsync($"{priority}", priority);
        }

        Assert.Equal("2 1 0", await DrainAsync());
    }

    private async Task DeclareAsync(FieldTable? arguments = null)
    {
        arguments ??= [];
        arguments.Add("x-max-priority", 5);
        await Client.DeclareAsync(Work, arguments: arguments);
    }

    private async Task PublishAsync(string body, byte? priority)
    {
        await Client.PublishAsync(Work, body, properties: new BasicProperties { Priority = priority });

        // With the queue before the next one.
        await Client.ExpectNothingAsync();
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
