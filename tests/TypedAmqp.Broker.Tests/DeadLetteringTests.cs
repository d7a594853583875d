using System.Buffers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class DeadLetteringTests : BrokerTest
{
    private const string Work = "work";
    private const string Dead = "dead";

    // Consumes what died, on a connection of its own.
    private RawClient Undertaker { get; set; } = null!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rejected_message_goes_to_the_dead_letter_exchange_with_its_history(bool withHeaders)
    {
        await DeclareAsync([]);
        BasicProperties properties = new()
        {
            ContentType = "text/plain",
            DeliveryMode = DeliveryMode.Persistent,
            CorrelationId = "c",
            Headers = withHeaders ? new FieldTable { ["a"] = 1 } : null,
        };
        await Client.PublishAsync(Work, "one", properties: properties);
        await RejectAsync((await Client.ReadDeliveryAsync()).Tag);

        RawMessage dead = await ReadDeadAsync();
        Assert.Equal("one", dead.Text);
        Assert.Equal("amq.fanout", dead.Method.As<BasicDeliver>().Exchange.ToString());
        Assert.Equal(Work, dead.Method.As<BasicDeliver>().RoutingKey.ToString());
        Assert.False(dead.Redelivered);
        Assert.Equal(properties with { Headers = null }, dead.Properties with { Headers = null });
        FieldTable headers = dead.Properties.Headers!;
        Assert.Equal(withHeaders ? 1 : null, headers.GetValueOrDefault("a"));
        Assert.Equal("rejected", headers["x-first-death-reason"]);
        Assert.Equal(Work, headers["x-first-death-queue"]);
        Assert.Equal("", headers["x-first-death-exchange"]);
        FieldTable death = Assert.Single(Deaths(dead));
        Assert.Equal(["count", "exchange", "queue", "reason", "routing-keys", "time"], death.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1L, death["count"]);
        Assert.Equal("rejected", death["reason"]);
        Assert.Equal(Work, death["queue"]);
        Assert.Equal("", death["exchange"]);
        Assert.Equal([Work], Assert.IsAssignableFrom<IReadOnlyList<object?>>(death["routing-keys"]));
        Assert.InRange(Assert.IsType<DateTimeOffset>(death["time"]), DateTimeOffset.UtcNow.AddSeconds(-5), DateTimeOffset.UtcNow.AddSeconds(5));
    }

    [Fact]
    public async Task Many_that_are_rejected_at_once_keep_their_order()
    {
        await DeclareAsync([]);
        for (int i = 0; i < 50; i++)
        {
            await Client.PublishAsync(Work, $"{i}");
            await Client.ReadDeliveryAsync();
        }

        await Client.SendAsync(1, new BasicNack { DeliveryTag = 0, Multiple = true });
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal($"{i}", (await ReadDeadAsync()).Text);
        }
    }

    [Fact]
    public async Task An_expired_message_remembers_its_expiration_and_has_none_any_more()
    {
        await DeclareAsync([], consume: false);
        await Client.PublishAsync(Work, "one", properties: new BasicProperties { Expiration = "20" });
        RawMessage dead = await ReadDeadAsync();
        Assert.Null(dead.Properties.Expiration);
        FieldTable death = Assert.Single(Deaths(dead));
        Assert.Equal("expired", death["reason"]);
        Assert.Equal("20", death["original-expiration"]);
    }

    [Fact]
    public async Task A_rejected_message_loses_its_expiration_too()
    {
        await DeclareAsync([]);
        await Client.PublishAsync(Work, "one", properties: new BasicProperties { Expiration = "60000" });
        await RejectAsync((await Client.ReadDeliveryAsync()).Tag);
        RawMessage dead = await ReadDeadAsync();
        Assert.Null(dead.Properties.Expiration);
        Assert.Equal("60000", Assert.Single(Deaths(dead))["original-expiration"]);
    }

    [Fact]
    public async Task The_time_to_live_of_a_queue_and_a_key_for_its_dead()
    {
        await DeclareAsync(new FieldTable { ["x-message-ttl"] = 20, ["x-dead-letter-routing-key"] = "other" }, consume: false);
        await Client.SendAsync(1, new QueueBind { Queue = Work, Exchange = "amq.direct", RoutingKey = "k" });
        await Client.ExpectAsync(MethodId.QueueBindOk);
        await Client.PublishAsync("k", "one", exchange: "amq.direct");
        RawMessage dead = await ReadDeadAsync();
        Assert.Equal("other", dead.Method.As<BasicDeliver>().RoutingKey.ToString());
        FieldTable death = Assert.Single(Deaths(dead));
        Assert.Equal("expired", death["reason"]);
        Assert.Equal("amq.direct", death["exchange"]);
        Assert.Equal(["k"], Assert.IsAssignableFrom<IReadOnlyList<object?>>(death["routing-keys"]));
        Assert.False(death.ContainsKey("original-expiration"));
    }

    [Fact]
    public async Task Deaths_of_one_kind_are_counted_and_the_latest_kind_comes_first()
    {
        await DeclareAsync([]);
        await Client.PublishAsync(Work, "one");
        await RejectAsync((await Client.ReadDeliveryAsync()).Tag);
        RawMessage first = await ReadDeadAsync();
        await Client.PublishAsync(Work, "one", properties: first.Properties);
        await RejectAsync((await Client.ReadDeliveryAsync()).Tag);
        RawMessage second = await ReadDeadAsync();
        Assert.Equal(2L, Assert.Single(Deaths(second))["count"]);

        await Client.SendAsync(1, new BasicCancel { ConsumerTag = "c" });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
        await Client.PublishAsync(Work, "one", properties: second.Properties with { Expiration = "10" });
        RawMessage third = await ReadDeadAsync();
        Assert.Equal(["expired 1", "rejected 2"], Deaths(third).Select(static death => $"{death["reason"]} {death["count"]}"));
        Assert.Equal("rejected", third.Properties.Headers!["x-first-death-reason"]);
    }

    [Fact]
    public async Task What_somebody_else_wrote_as_history_is_replaced()
    {
        await DeclareAsync([]);
        await Client.PublishAsync(Work, "one", properties: new BasicProperties { Headers = new FieldTable { ["x-death"] = "odd" } });
        await RejectAsync((await Client.ReadDeliveryAsync()).Tag);
        RawMessage dead = await ReadDeadAsync();
        Assert.Single(Deaths(dead));
        Assert.False(dead.Properties.Headers!.ContainsKey("x-first-death-reason"));
    }

    [Theory]
    [InlineData("x-dead-letter-routing-key")]
    [InlineData("x-dead-letter-exchange")]
    public async Task A_name_that_no_delivery_could_carry_is_refused(string argument)
    {
        FieldTable arguments = new() { ["x-dead-letter-exchange"] = "amq.fanout" };
        arguments[argument] = new string('k', 300);
        await Client.SendAsync(1, new QueueDeclare { Queue = Work, Arguments = arguments });
        string text = await Client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed);
        Assert.Contains(argument, text, StringComparison.Ordinal);
        Assert.Contains("300", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_exchange_is_missing_the_dead_are_gone()
    {
        await DeclareAsync(new FieldTable { ["x-dead-letter-exchange"] = "missing" });
        await Client.PublishAsync(Work, "one");
        await RejectAsync((await Client.ReadDeliveryAsync()).Tag);
        await Client.ExpectNothingAsync();
        Assert.Equal((0, 1), await Client.InspectAsync(Work));
        Assert.Equal((0, 1), await Client.InspectAsync(Dead));
    }

    [Fact]
    public async Task A_message_that_only_expires_does_not_go_round_for_ever()
    {
        await DeclareAsync(
            new FieldTable { ["x-message-ttl"] = 10, ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = Work }, consume: false);
        await Client.DeclareAsync("second", arguments: new FieldTable { ["x-message-ttl"] = 60, ["x-dead-letter-exchange"] = "amq.fanout" });
        await Client.PublishAsync(Work, "dropped");
        await Client.PublishAsync("second", "later");

        // When the second one has arrived the first is long gone.
        Assert.Equal("later", (await ReadDeadAsync()).Text);
        Assert.Equal((0, 0), await Client.InspectAsync(Work));
    }

    [Fact]
    public async Task A_message_that_is_rejected_may_go_round()
    {
        await DeclareAsync(new FieldTable { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = Work });
        await Client.PublishAsync(Work, "round");
        for (int i = 0; i < 3; i++)
        {
            RawMessage message = await Client.ReadDeliveryAsync();
            Assert.Equal(i == 0 ? [] : [(long)i], message.Properties.Headers is null
                ? []
                : Deaths(message).Select(static death => (long)death["count"]!));
            await RejectAsync(message.Tag);
        }

        await Client.ReadDeliveryAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(255)]
    public async Task What_is_no_text_dies_as_it_is(int length)
    {
        await DeclareAsync(new FieldTable { ["x-message-ttl"] = 10 }, consume: false);

        // A correlation id and the name of a header of octets that are no UTF-8, behind an expiration of its own, before a type.
        byte[] odd = [.. Enumerable.Repeat((byte)0xFF, length)];
        byte[] headers = [(byte)length, .. odd, (byte)'V'];
        byte[] correlation = [(byte)length, .. odd];
        byte[] type = [1, (byte)'t'];
        FrameWriter.WriteMethod(Client.Output, 1, new BasicPublish { RoutingKey = Work });
        WriteHeader(
            [0x25, 0x20, 0, 0, (byte)(headers.Length >> 8), (byte)headers.Length, .. headers, .. correlation, 2, .. "60"u8, .. type]);
        await Client.FlushAsync();

        RawFrame delivery = await Undertaker.ExpectAsync(MethodId.BasicDeliver);
        byte[] dead = (await Undertaker.ReadAsync()).Payload[ContentHeader.SizeBeforeProperties..];
        AssertDied(dead, headers, [.. correlation, .. type]);
        Assert.Equal(Work, delivery.As<BasicDeliver>().RoutingKey.ToString());
    }

    [Fact]
    public async Task What_is_acked_purged_or_deleted_does_not_die()
    {
        await DeclareAsync([]);
        await Client.PublishAsync(Work, "acked");
        await Client.AckAsync((await Client.ReadDeliveryAsync()).Tag);
        await Client.SendAsync(1, new BasicCancel { ConsumerTag = "c" });
        await Client.ExpectAsync(MethodId.BasicCancelOk);
        await Client.PublishAsync(Work, "purged");
        await Client.SendAsync(1, new QueuePurge { Queue = Work });
        Assert.Equal(1u, (await Client.ExpectAsync(MethodId.QueuePurgeOk)).As<QueuePurgeOk>().MessageCount);
        await Client.PublishAsync(Work, "deleted");
        await Client.SendAsync(1, new QueueDelete { Queue = Work });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);
        Assert.Equal((0, 1), await Client.InspectAsync(Dead));
    }

    [Fact]
    public async Task Large_messages_die_whole()
    {
        await DeclareAsync(new FieldTable { ["x-message-ttl"] = 60_000 });
        string body = new('x', 300_000);
        await Client.PublishAsync(Work, body);
        RawMessage message = await Client.ReadDeliveryAsync();
        Assert.Equal(body, message.Text);
        await RejectAsync(message.Tag);
        Assert.Equal(body, (await ReadDeadAsync()).Text);
    }

    [Fact]
    public async Task Rejected_in_a_transaction_it_dies_with_the_commit()
    {
        await DeclareAsync([]);
        await Client.PublishAsync(Work, "one");
        ulong tag = (await Client.ReadDeliveryAsync()).Tag;
        await Client.SendAsync(1, new TxSelect());
        await Client.ExpectAsync(MethodId.TxSelectOk);
        await RejectAsync(tag);
        Assert.Equal((0, 1), await Client.InspectAsync(Dead));
        await Client.SendAsync(1, new TxCommit());
        await Client.ExpectAsync(MethodId.TxCommitOk);
        Assert.Equal("one", (await ReadDeadAsync()).Text);
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Undertaker = await OpenAsync();
        await Undertaker.DeclareAsync(Dead);
        await Undertaker.SendAsync(1, new QueueBind { Queue = Dead, Exchange = "amq.fanout" });
        await Undertaker.ExpectAsync(MethodId.QueueBindOk);
        await Undertaker.ConsumeAsync(Dead, noAck: true);
    }

    public override async ValueTask DisposeAsync()
    {
        await Undertaker.DisposeAsync();
        await base.DisposeAsync();
    }

    // The headers begin with those that were there, and what follows the headers is the rest without the expiration.
    private static void AssertDied(byte[] properties, byte[] headers, byte[] rest)
    {
        BasicPropertiesView view = new(properties);
        view.Validate();
        Assert.False(view.HasExpiration);
        Assert.True(view.Headers.Octets.IndexOf(headers) >= 0);
        Assert.True(view.Headers.TryGet("x-death"u8, out _));
        Assert.Equal(rest, properties[(sizeof(ushort) + view.Headers.Size)..]);
    }

    private static IEnumerable<FieldTable> Deaths(RawMessage message) =>
        Assert.IsAssignableFrom<IReadOnlyList<object?>>(message.Properties.Headers!["x-death"]).Cast<FieldTable>();

    private Task<RawMessage> ReadDeadAsync() => Undertaker.ReadDeliveryAsync();

    private async Task DeclareAsync(FieldTable arguments, bool consume = true)
    {
        if (!arguments.ContainsKey("x-dead-letter-exchange"))
        {
            arguments.Add("x-dead-letter-exchange", "amq.fanout");
        }

        await Client.DeclareAsync(Work, arguments: arguments);
        if (consume)
        {
            await Client.ConsumeAsync(Work, tag: "c");
        }
    }

    private void WriteHeader(byte[] properties)
    {
        int size = ContentHeader.SizeBeforeProperties + properties.Length;
        Client.Output.Write<byte>([2, 0, 1, 0, 0, (byte)(size >> 8), (byte)size, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. properties, 0xCE]);
    }

    private Task RejectAsync(ulong tag) => Client.SendAsync(1, new BasicReject { DeliveryTag = tag });
}
