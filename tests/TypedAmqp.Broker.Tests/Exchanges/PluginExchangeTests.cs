using System.Globalization;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Exchanges;

/// <summary>Exchanges of RabbitMQ's plugins: by the hash of a key, at random.</summary>
public sealed class PluginExchangeTests : BrokerTest
{
    private readonly string _exchange = $"plugin.{Guid.NewGuid():n}";

    [Fact]
    public async Task Each_gets_its_share_by_weight()
    {
        await DeclareAsync("x-consistent-hash");
        await BindAsync("share.1", "1");
        await BindAsync("share.2", "1");
        await BindAsync("share.3", "2");
        for (int i = 0; i < 1000; i++)
        {
            Client.Publish($"key{i}", [1], _exchange);
        }

        await Client.FlushAsync();
        int[] counts = [await CountAsync("share.1"), await CountAsync("share.2"), await CountAsync("share.3")];
        Assert.Equal(1000, counts.Sum());
        Assert.InRange(counts[0], 180, 320);
        Assert.InRange(counts[1], 180, 320);
        Assert.InRange(counts[2], 420, 580);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("hash-header", "who")]
    [InlineData("hash-property", "message_id")]
    [InlineData("hash-property", "correlation_id")]
    [InlineData("hash-property", "timestamp")]
    public async Task What_hashes_alike_goes_to_the_same_queue(string? argument, string? value)
    {
        await DeclareAsync("x-consistent-hash", argument is null ? null : new FieldTable { [argument] = value });
        await BindAsync("share.1", "1");
        await BindAsync("share.2", "1");
        for (int i = 0; i < 200; i++)
        {
            string who = (i / 2).ToString(CultureInfo.InvariantCulture);
            BasicProperties properties = new()
            {
                Headers = new FieldTable { ["who"] = who },
                MessageId = who,
                CorrelationId = who,
                Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(i / 2),
            };
            await Client.PublishAsync(argument is null ? who : $"{i}", who, _exchange, properties);
        }

        string[] first = await DrainAsync("share.1");
        string[] second = await DrainAsync("share.2");
        Assert.Equal(200, first.Length + second.Length);
        Assert.InRange(first.Length, 50, 150);
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public async Task When_a_queue_goes_the_others_keep_what_they_had()
    {
        await DeclareAsync("x-consistent-hash");
        await BindAsync("share.1", "3");
        await BindAsync("share.2", "3");
        await BindAsync("share.3", "3");
        string[] keys = [.. Enumerable.Range(0, 300).Select(static i => $"key{i}")];
        await PublishAsync(keys);
        string[] before = await DrainAsync("share.1");
        await Client.SendAsync(1, new QueueUnbind { Queue = "share.3", Exchange = _exchange, RoutingKey = "3" });
        await Client.ExpectAsync(MethodId.QueueUnbindOk);
        await PublishAsync(keys);
        string[] after = await DrainAsync("share.1");
        Assert.Empty(before.Except(after));
        Assert.InRange(after.Length, before.Length, 250);
    }

    [Fact]
    public async Task A_second_binding_of_a_queue_adds_nothing_and_takes_it_away()
    {
        await DeclareAsync("x-consistent-hash");
        await BindAsync("share.1", "1");
        await BindAsync("share.1", "100");
        await BindAsync("share.2", "1");
        string[] keys = [.. Enumerable.Range(0, 200).Select(static i => $"key{i}")];
        await PublishAsync(keys);
        Assert.InRange((await DrainAsync("share.2")).Length, 50, 150);
        await Client.SendAsync(1, new QueueUnbind { Queue = "share.1", Exchange = _exchange, RoutingKey = "100" });
        await Client.ExpectAsync(MethodId.QueueUnbindOk);
        await DrainAsync("share.1");
        await PublishAsync(keys);
        Assert.Equal(200, (await DrainAsync("share.2")).Length);
    }

    [Theory]
    [InlineData("x-consistent-hash")]
    [InlineData("x-random")]
    public async Task Further_keys_make_no_copies(string type)
    {
        await DeclareAsync(type);
        await BindAsync("share.1", "1");
        await BindAsync("share.2", "1");
        BasicProperties properties = new() { Headers = new FieldTable { ["CC"] = new List<object?> { "a", "b", "c" } } };
        for (int i = 0; i < 50; i++)
        {
            await Client.PublishAsync($"{i}", "one", _exchange, properties);
        }

        Assert.Equal(50, (await DrainAsync("share.1")).Length + (await DrainAsync("share.2")).Length);
    }

    [Fact]
    public async Task At_random_each_binding_is_as_likely_as_the_others()
    {
        await DeclareAsync("x-random");
        await BindAsync("share.1", "a");
        await BindAsync("share.1", "b");
        await BindAsync("share.2", "");
        for (int i = 0; i < 900; i++)
        {
            Client.Publish("same", [1], _exchange);
        }

        await Client.FlushAsync();
        int[] counts = [await CountAsync("share.1"), await CountAsync("share.2")];
        Assert.Equal(900, counts.Sum());
        Assert.InRange(counts[0], 500, 700);
    }

    [Theory]
    [InlineData("x-consistent-hash")]
    [InlineData("x-random")]
    public async Task Without_bindings_nothing_is_routed(string type)
    {
        await DeclareAsync(type);
        await Client.PublishAsync("k", "one", _exchange, mandatory: true);
        Assert.Equal("one", (await Client.ReadContentAsync(await Client.ExpectAsync(MethodId.BasicReturn))).Text);
    }

    [Theory]
    [InlineData("0", "The binding key must be greater than 0")]
    [InlineData("-1", "The binding key must be greater than 0")]
    [InlineData("a", "The binding key must be an integer: <<\"a\">>")]
    [InlineData("", "The binding key must be an integer: <<>>")]
    [InlineData("1.5", "The binding key must be an integer: <<\"1.5\">>")]
    public async Task A_weight_is_a_number(string weight, string problem)
    {
        await DeclareAsync("x-consistent-hash");
        await Client.DeclareAsync("share.1");
        await Client.SendAsync(1, new QueueBind { Queue = "share.1", Exchange = _exchange, RoutingKey = weight });
        Assert.Equal($"PRECONDITION_FAILED - {problem}", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Theory]
    [InlineData("bogus", null, "Unsupported property: bogus")]
    [InlineData("message_id", "h", "hash-header and hash-property are mutually exclusive")]
    public async Task One_thing_is_hashed_that_messages_have(string property, string? header, string problem)
    {
        FieldTable arguments = new() { ["hash-property"] = property };
        if (header is not null)
        {
            arguments.Add("hash-header", header);
        }

        await Client.SendAsync(1, new ExchangeDeclare { Exchange = _exchange, Type = "x-consistent-hash", Arguments = arguments });
        Assert.Equal($"PRECONDITION_FAILED - {problem}", await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    private async Task DeclareAsync(string type, FieldTable? arguments = null)
    {
        await Client.SendAsync(1, new ExchangeDeclare { Exchange = _exchange, Type = type, AutoDelete = true, Arguments = arguments });
        await Client.ExpectAsync(MethodId.ExchangeDeclareOk);
    }

    private async Task BindAsync(string queue, string key)
    {
        await Client.DeclareAsync(queue);
        await Client.SendAsync(1, new QueueBind { Queue = queue, Exchange = _exchange, RoutingKey = key });
        await Client.ExpectAsync(MethodId.QueueBindOk);
    }

    private async Task PublishAsync(string[] keys)
    {
        foreach (string key in keys)
        {
            Client.Publish(key, System.Text.Encoding.UTF8.GetBytes(key), _exchange);
        }

        await Client.FlushAsync();
        await Client.ExpectNothingAsync();
    }

    private async Task<int> CountAsync(string queue) => (await DrainAsync(queue)).Length;

    private async Task<string[]> DrainAsync(string queue)
    {
        List<string> bodies = [];
        while (await Client.GetAsync(queue, noAck: true) is { } message)
        {
            bodies.Add(message.Text);
        }

        return [.. bodies];
    }
}
