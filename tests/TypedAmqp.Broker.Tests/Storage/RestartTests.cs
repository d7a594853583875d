using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>What survives a broker, and what does not.</summary>
public sealed class RestartTests : StoreTest
{
    [Fact]
    public async Task Persistent_messages_of_a_durable_queue_survive_in_their_order()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "one", "two", "three");

        await RestartAsync();

        List<RawMessage> messages = await DrainAsync("q");
        Assert.Equal(["one", "two", "three"], messages.Select(static message => message.Text));
        Assert.All(messages, static message => Assert.False(message.Redelivered));
        Assert.All(messages, static message => Assert.Equal(DeliveryMode.Persistent, message.Properties.DeliveryMode));
    }

    [Theory]
    [InlineData((int)Crash.Kill)]
    [InlineData((int)Crash.PowerLoss)]
    public async Task After_a_crash_they_are_there_and_marked_as_redelivered(int crash)
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "one", "two");

        await CrashAsync((Crash)crash);

        List<RawMessage> messages = await DrainAsync("q");
        Assert.Equal(["one", "two"], messages.Select(static message => message.Text));
        Assert.All(messages, static message => Assert.True(message.Redelivered));
    }

    [Fact]
    public async Task What_a_killed_broker_had_not_synced_is_safe_before_what_the_next_one_confirms()
    {
        await RestartAsync(limits: new StoreLimits { SyncInterval = TimeSpan.FromHours(1) });
        await Client.DeclareAsync("q", durable: true);

        // No upkeep makes it safe elsewhere.
        Disk = Disk.After(Crash.Kill);
        Disk.Fault = static operation => operation is { Kind: DiskOperationKind.Create, Name: "definitions.new" }
            ? new IOException("Input/output error")
            : null;
        await StartAsync();
        await PublishConfirmedAsync("q", "confirmed");

        await CrashAsync(Crash.PowerLoss);
        Assert.Equal(["confirmed"], await TextsAsync("q"));
    }

    [Fact]
    public async Task What_was_delivered_in_a_life_without_any_change_is_marked_after_a_crash()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "one");
        await RestartAsync();
        Assert.False((await Client.GetAsync("q"))!.Redelivered);

        await CrashAsync(Crash.Kill);

        Assert.True((await Client.GetAsync("q"))!.Redelivered);
    }

    [Fact]
    public async Task A_mark_of_redelivery_survives_what_follows()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "old");
        await CrashAsync(Crash.Kill);
        await PublishConfirmedAsync("q", "new");

        await RestartAsync();

        Assert.Equal([("old", true), ("new", false)], (await DrainAsync("q")).Select(static message => (message.Text, message.Redelivered)));
    }

    [Fact]
    public async Task What_was_delivered_and_not_settled_is_marked_after_a_restart_in_order()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "taken", "ready");
        await Client.GetAsync("q");

        await RestartAsync();

        Assert.Equal([("taken", true), ("ready", false)], (await DrainAsync("q")).Select(static message => (message.Text, message.Redelivered)));
    }

    [Fact]
    public async Task Transient_messages_and_queues_that_are_not_durable_do_not_survive()
    {
        await Client.DeclareAsync("durable", durable: true);
        await Client.DeclareAsync("not");
        await Client.DeclareAsync("own", durable: true, exclusive: true);
        await Client.PublishAsync("durable", "transient");
        await PublishConfirmedAsync("not", "persistent");
        Assert.Equal(1, (await Client.InspectAsync("durable")).Messages);

        await RestartAsync();

        Assert.Equal(["durable"], Broker.VirtualHosts["/"].Queues.Select(static queue => queue.Name));
        Assert.Null(await Client.GetAsync("durable"));
    }

    [Fact]
    public async Task An_acknowledgement_before_an_answered_method_survives_a_killed_process()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "one", "two", "three");
        await Client.GetAsync("q");
        await Client.GetAsync("q");
        await Client.AckAsync(2, multiple: true);
        await Client.QosAsync(1);

        await CrashAsync(Crash.Kill);

        Assert.Equal(["three"], await TextsAsync("q"));
    }

    [Fact]
    public async Task The_topology_survives()
    {
        await Client.SendAsync(1, new ExchangeDeclare { Exchange = "topics", Type = "topic", Durable = true });
        await Client.ExpectAsync(MethodId.ExchangeDeclareOk);
        await Client.SendAsync(1, new ExchangeDeclare { Exchange = "inner", Type = "fanout", Durable = true, Internal = true });
        await Client.ExpectAsync(MethodId.ExchangeDeclareOk);
        await Client.SendAsync(1, new ExchangeDeclare { Exchange = "fleeting", Type = "direct" });
        await Client.ExpectAsync(MethodId.ExchangeDeclareOk);
        await Client.DeclareAsync("q", durable: true, arguments: new FieldTable { ["x-max-priority"] = 5 });
        await Client.SendAsync(1, new ExchangeBind { Source = "topics", Destination = "inner", RoutingKey = "a.#" });
        await Client.ExpectAsync(MethodId.ExchangeBindOk);
        await BindAsync("inner", "");
        await BindAsync("amq.direct", "key");
        await BindAsync("amq.direct", "other");
        await BindAsync("fleeting", "key");
        await Client.SendAsync(1, new QueueUnbind { Queue = "q", Exchange = "amq.direct", RoutingKey = "other" });
        await Client.ExpectAsync(MethodId.QueueUnbindOk);

        await CrashAsync(Crash.Kill);

        await SelectConfirmsAsync();
        await Client.PublishAsync("a.b", "by topic", exchange: "topics", properties: Persistent);
        await Client.ExpectAsync(MethodId.BasicAck);
        await Client.PublishAsync("key", "direct", exchange: "amq.direct", properties: Persistent);
        await Client.ExpectAsync(MethodId.BasicAck);
        await Client.PublishAsync("other", "nowhere", exchange: "amq.direct", properties: Persistent);
        await Client.ExpectAsync(MethodId.BasicAck);
        await Client.DeclareAsync("q", durable: true, arguments: new FieldTable { ["x-max-priority"] = 5 });
        Assert.Equal(["by topic", "direct"], await TextsAsync("q"));
        Assert.Null(Broker.VirtualHosts["/"].FindExchange("fleeting"));
        Assert.True(Broker.VirtualHosts["/"].FindExchange("inner")!.Declaration.Internal);
    }

    [Fact]
    public async Task What_was_deleted_stays_deleted()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "old");
        await Client.SendAsync(1, new QueueDelete { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);

        await CrashAsync(Crash.Kill);

        Assert.Empty(Broker.VirtualHosts["/"].Queues);
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "new");
        await CrashAsync(Crash.Kill);
        Assert.Equal(["new"], await TextsAsync("q"));
    }

    [Fact]
    public async Task Virtual_hosts_survive_although_nobody_names_them_again()
    {
        await RestartAsync(new BrokerOptions { VirtualHosts = ["/", "shop"] });
        RawClient client = await ConnectAsync(new RawOptions { VirtualHost = "shop" });
        await client.DeclareAsync("q", durable: true);

        await CrashAsync(Crash.Kill);

        Assert.NotNull(Broker.VirtualHosts["shop"].FindQueue("q"));
    }

    [Fact]
    public async Task A_purge_survives()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "one", "two");
        await Client.SendAsync(1, new QueuePurge { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueuePurgeOk);
        await CrashAsync(Crash.Kill);
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task Priorities_and_limits_hold_for_what_survived()
    {
        await Client.DeclareAsync("p", durable: true, arguments: new FieldTable { ["x-max-priority"] = 9 });
        await Client.DeclareAsync("m", durable: true, arguments: new FieldTable { ["x-max-length-bytes"] = 6 });
        await PublishConfirmedAsync("p", "low");
        await Client.PublishAsync("p", "high", properties: new BasicProperties { DeliveryMode = DeliveryMode.Persistent, Priority = 5 });
        await Client.ExpectAsync(MethodId.BasicAck);
        await Client.PublishAsync("m", "one", properties: Persistent);
        await Client.ExpectAsync(MethodId.BasicAck);
        await Client.PublishAsync("m", "two", properties: Persistent);
        await Client.ExpectAsync(MethodId.BasicAck);

        await RestartAsync();

        await PublishConfirmedAsync("m", "six");
        Assert.Equal(["high", "low"], await TextsAsync("p"));
        Assert.Equal(["two", "six"], await TextsAsync("m"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(120)]
    public async Task Messages_of_priority_expire_when_they_were_to_although_the_clock_was_set(int minutesAfterwards)
    {
        VirtualClock before = new();
        before.Advance(TimeSpan.FromHours(1));
        await RestartAsync(new BrokerOptions { TimeProvider = before, Heartbeat = TimeSpan.Zero });
        await Client.DeclareAsync("p", durable: true, arguments: new FieldTable { ["x-max-priority"] = 5, ["x-message-ttl"] = 3 * 3_600_000 });
        await SelectConfirmsAsync();
        foreach ((string text, byte priority, int minutes) in new[] { ("low", (byte)1, 170), ("short", (byte)2, 5), ("high", (byte)5, 175) })
        {
            BasicProperties properties = Persistent with { Priority = priority, Expiration = $"{minutes * 60_000}" };
            await Client.PublishAsync("p", text, properties: properties);
            await Client.ExpectAsync(MethodId.BasicAck);
        }

        VirtualClock after = new();
        after.Advance(TimeSpan.FromMinutes(minutesAfterwards));
        await RestartAsync(new BrokerOptions { TimeProvider = after, Heartbeat = TimeSpan.Zero });
        if (minutesAfterwards < 65)
        {
            after.Advance(TimeSpan.FromMinutes(64 - minutesAfterwards));
            Assert.Equal(3, (await Client.InspectAsync("p")).Messages);
        }

        after.Advance(TimeSpan.FromHours(1));

        Assert.Equal(["high", "low"], await TextsAsync("p"));
    }

    [Fact]
    public async Task What_died_is_where_it_went()
    {
        await Client.DeclareAsync("dead", durable: true);
        await Client.DeclareAsync(
            "q", durable: true, arguments: new FieldTable { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "dead" });
        await PublishConfirmedAsync("q", "rejected", "kept");
        await Client.GetAsync("q");
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1 });
        await Client.QosAsync(1);

        await CrashAsync(Crash.Kill);

        Assert.Equal(["rejected"], await TextsAsync("dead"));
        Assert.Equal(["kept"], await TextsAsync("q"));
    }

    [Fact]
    public async Task Counts_of_deliveries_survive()
    {
        await Client.DeclareAsync("q", durable: true, arguments: new FieldTable { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 2 });
        await PublishConfirmedAsync("q", "poison");
        for (ulong tag = 1; tag <= 2; tag++)
        {
            await Client.GetAsync("q");
            await Client.SendAsync(1, new BasicReject { DeliveryTag = tag, Requeue = true });
        }

        await RestartAsync();

        Assert.NotNull(await Client.GetAsync("q"));
        await Client.SendAsync(1, new BasicReject { DeliveryTag = 1, Requeue = true });
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task Messages_that_memory_has_no_room_for_come_from_the_disk()
    {
        await RestartAsync(limits: new StoreLimits { MemoryForQueues = 0, SegmentSize = 20_000 });
        await Client.DeclareAsync("q", durable: true);
        await Client.DeclareAsync("other", durable: true);
        string[] bodies = [.. Enumerable.Range(0, 200).Select(static i => new string((char)('a' + (i % 26)), i * 7) + i)];
        await SelectConfirmsAsync();
        foreach (string body in bodies)
        {
            Client.Publish("q", System.Text.Encoding.UTF8.GetBytes(body), properties: Persistent);
            Client.Publish("other", System.Text.Encoding.UTF8.GetBytes(body), properties: Persistent);
        }

        await Client.FlushAsync();
        ulong confirmed = 0;
        while (confirmed < 400)
        {
            confirmed = (await Client.ExpectAsync(MethodId.BasicAck)).As<BasicAck>().DeliveryTag;
        }

        Assert.Equal(bodies, await TextsAsync("q"));
        Assert.Equal(bodies, await TextsAsync("other"));
    }

    private async Task BindAsync(string exchange, string key)
    {
        await Client.SendAsync(1, new QueueBind { Queue = "q", Exchange = exchange, RoutingKey = key });
        await Client.ExpectAsync(MethodId.QueueBindOk);
    }
}
