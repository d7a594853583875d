using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Further routing keys in the headers CC and BCC.</summary>
public sealed class SenderKeysTests : BrokerTest
{
    [Fact]
    public async Task A_message_goes_to_all_keys_and_tells_of_those_that_may_be_seen()
    {
        await DeclareAsync("a", "b", "c");
        await PublishAsync("a", new FieldTable { ["CC"] = new List<object?> { "b" }, ["BCC"] = new List<object?> { "c" }, ["other"] = 1 });
        foreach (string queue in new[] { "a", "b", "c" })
        {
            RawMessage message = (await Client.GetAsync(queue, noAck: true))!;
            Assert.Equal("one", message.Text);
            Assert.Equal("a", message.Method.As<BasicGetOk>().RoutingKey.ToString());
            Assert.Equal(["CC", "other"], message.Properties.Headers!.Keys.Order(StringComparer.Ordinal));
            Assert.Equal("id", message.Properties.MessageId);
        }
    }

    [Fact]
    public async Task Nobody_gets_it_twice()
    {
        await DeclareAsync("a", "b");
        await PublishAsync("a", new FieldTable { ["CC"] = new List<object?> { "a", "b", "b", 5 } });
        Assert.NotNull(await Client.GetAsync("a", noAck: true));
        Assert.Null(await Client.GetAsync("a", noAck: true));
        Assert.NotNull(await Client.GetAsync("b", noAck: true));
        Assert.Null(await Client.GetAsync("b", noAck: true));
    }

    [Theory]
    [InlineData("amq.direct", "k2")]
    [InlineData("amq.topic", "#.k2")]
    public async Task The_keys_count_in_every_exchange(string exchange, string key)
    {
        await DeclareAsync("a");
        await BindAsync("a", exchange, key);
        await PublishAsync("k1", new FieldTable { ["BCC"] = new List<object?> { "k2" } }, exchange);
        RawMessage message = (await Client.GetAsync("a", noAck: true))!;
        Assert.Equal("k1", message.Method.As<BasicGetOk>().RoutingKey.ToString());
        Assert.Empty(message.Properties.Headers!);
    }

    [Fact]
    public async Task The_same_properties_again_go_the_same_way()
    {
        await DeclareAsync("a", "b");
        for (int i = 0; i < 3; i++)
        {
            await PublishAsync("a", new FieldTable { ["CC"] = new List<object?> { "b" } });
            await Client.PublishAsync("a", "two");
            Assert.Equal("one", (await Client.GetAsync("a", noAck: true))!.Text);
            Assert.Equal("two", (await Client.GetAsync("a", noAck: true))!.Text);
            Assert.Equal("one", (await Client.GetAsync("b", noAck: true))!.Text);
            Assert.Null(await Client.GetAsync("b", noAck: true));
        }
    }

    [Fact]
    public async Task What_reaches_nobody_comes_back_without_the_blind_copies()
    {
        FieldTable headers = new() { ["CC"] = new List<object?> { "no1" }, ["BCC"] = new List<object?> { "no2" } };
        await Client.PublishAsync("nowhere", "one", properties: new BasicProperties { Headers = headers }, mandatory: true);
        RawMessage returned = await Client.ReadContentAsync(await Client.ExpectAsync(MethodId.BasicReturn));
        Assert.Equal("one", returned.Text);
        Assert.Equal(["CC"], returned.Properties.Headers!.Keys);
    }

    [Fact]
    public async Task A_transaction_sends_it_to_all_keys_too()
    {
        await DeclareAsync("a", "b");
        await Client.SendAsync(1, new TxSelect());
        await Client.ExpectAsync(MethodId.TxSelectOk);
        await PublishAsync("a", new FieldTable { ["BCC"] = new List<object?> { "b" } });
        await Client.SendAsync(1, new TxCommit());
        await Client.ExpectAsync(MethodId.TxCommitOk);
        Assert.NotNull(await Client.GetAsync("a", noAck: true));
        Assert.Empty((await Client.GetAsync("b", noAck: true))!.Properties.Headers!);
    }

    [Theory]
    [InlineData("CC", "b", "longstr")]
    [InlineData("BCC", 5, "signedint")]
    public async Task Keys_are_an_array(string header, object value, string type)
    {
        await PublishAsync("a", new FieldTable { [header] = value });
        Assert.Equal(
            $"PRECONDITION_FAILED - invalid message: {{unacceptable_type_in_header,\"{header}\",{type}}}",
            await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dead_letter_goes_to_its_copies_unless_the_dead_have_a_key(bool withKey)
    {
        FieldTable arguments = new() { ["x-dead-letter-exchange"] = "amq.direct" };
        if (withKey)
        {
            arguments.Add("x-dead-letter-routing-key", "own");
        }

        await Client.DeclareAsync("cc.work", arguments: arguments);
        await DeclareAsync("dead.first", "dead.copy", "dead.own");
        await BindAsync("dead.first", "amq.direct", "cc.work");
        await BindAsync("dead.copy", "amq.direct", "copy");
        await BindAsync("dead.own", "amq.direct", "own");
        await PublishAsync("cc.work", new FieldTable { ["CC"] = new List<object?> { "copy" } });
        foreach (string queue in withKey ? new[] { "dead.own" } : ["dead.first", "dead.copy"])
        {
            await Client.ConsumeAsync(queue, noAck: true, tag: queue);
        }

        ulong tag = (await Client.GetAsync("cc.work"))!.Tag;
        await Client.SendAsync(1, new BasicReject { DeliveryTag = tag });
        for (int i = withKey ? 1 : 0; i < 2; i++)
        {
            FieldTable headers = (await Client.ReadDeliveryAsync()).Properties.Headers!;
            Assert.Equal(!withKey, headers.ContainsKey("CC"));
            FieldTable death = Assert.IsType<FieldTable>(Assert.Single(Assert.IsAssignableFrom<IReadOnlyList<object?>>(headers["x-death"])));
            Assert.Equal(["cc.work", "copy"], Assert.IsAssignableFrom<IReadOnlyList<object?>>(death["routing-keys"]));
        }
    }

    private async Task DeclareAsync(params string[] queues)
    {
        foreach (string queue in queues)
        {
            await Client.DeclareAsync(queue);
        }
    }

    private async Task BindAsync(string queue, string exchange, string key)
    {
        await Client.SendAsync(1, new QueueBind { Queue = queue, Exchange = exchange, RoutingKey = key });
        await Client.ExpectAsync(MethodId.QueueBindOk);
    }

    private Task PublishAsync(string key, FieldTable headers, string exchange = "") =>
        Client.PublishAsync(key, "one", exchange, new BasicProperties { MessageId = "id", Headers = headers });
}
