using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Octets of a data folder that are not what they were, and files that are not there.</summary>
public sealed class DamageTests : StoreTest
{
    public override Task InitializeAsync() => StartAsync(limits: SmallSegments);

    [Fact]
    public async Task A_segment_whose_beginning_is_damaged_is_refused_and_loses_nothing_but_that()
    {
        await Client.DeclareAsync("q", durable: true);
        string[] texts = [.. Enumerable.Range(0, 60).Select(static i => $"message {i}")];
        await PublishConfirmedAsync("q", texts);
        string[] logs = await StopAsync();
        Disk.Damage(logs[1], 3);

        Assert.Contains($"{logs[1]} is damaged from octet 0 on", Refusal(), StringComparison.Ordinal);

        Assert.Equal([new DataFolderDamage(logs[1], 0, "16 octets cannot be read")], Open().Damage);
        await StartAsync(new BrokerOptions { AcceptDamage = true }, SmallSegments);
        Assert.Equal(texts, await TextsAsync("q"));
        await RestartAsync(limits: SmallSegments);
    }

    [Fact]
    public async Task A_segment_of_which_nothing_can_be_read_is_kept_aside_and_its_messages_are_named()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 60).Select(static i => $"message {i}")]);
        string[] logs = await StopAsync();
        for (int i = 0; i < Disk.LengthOf(logs[1]); i++)
        {
            Disk.Damage(logs[1], i);
        }

        await StartAsync(new BrokerOptions { AcceptDamage = true }, SmallSegments);
        string[] texts = await TextsAsync("q");

        Assert.InRange(texts.Length, 40, 59);
        Assert.Equal("message 59", texts[^1]);
        Assert.Contains($"{logs[1]}.lost", Disk.List());
        Assert.Contains($"{Path.GetFileNameWithoutExtension(logs[1])}.index.lost", Disk.List());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("x-max-length-bytes", 100_000)]
    [InlineData("x-max-priority", 3)]
    [InlineData("x-message-ttl", 3_600_000)]
    [InlineData("x-dead-letter-exchange", "")]
    public async Task A_damaged_message_is_lost_alone(string? argument, object? value)
    {
        StoreLimits limits = SmallSegments with { MemoryForQueues = 0 };
        await RestartAsync(limits: limits);
        await Client.DeclareAsync("q", durable: true, arguments: argument is null ? [] : new FieldTable { [argument] = value });
        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 30).Select(static i => $"message {i}")]);
        string[] logs = await StopAsync();
        Disk.Damage(logs[1], (int)Disk.LengthOf(logs[1]) / 2);

        await StartAsync(limits: limits);

        Assert.Equal(29, (await TextsAsync("q")).Length);
    }

    [Fact]
    public async Task What_died_and_is_damaged_is_lost_alone()
    {
        StoreLimits limits = SmallSegments with { MemoryForQueues = 0 };
        VirtualClock clock = new();
        BrokerOptions options = new() { TimeProvider = clock, Heartbeat = TimeSpan.Zero };
        await RestartAsync(options, limits);
        await Client.DeclareAsync("dead", durable: true);
        await Client.DeclareAsync(
            "q",
            durable: true,
            arguments: new FieldTable { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "dead", ["x-message-ttl"] = 1000 });
        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 30).Select(static i => $"message {i}")]);
        string[] logs = await StopAsync();
        Disk.Damage(logs[2], (int)Disk.LengthOf(logs[2]) / 2);
        await StartAsync(options, limits);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await Client.GetAsync("q"));
        await Client.QosAsync(0);

        Assert.Equal(29, (await TextsAsync("dead")).Length);
    }

    [Fact]
    public async Task What_is_lost_with_a_segment_without_an_index_is_named_message_by_message()
    {
        await WithoutIndexesAsync();
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "settled", "waits", "other");
        await SettleAsync("q");
        await StopAsync();
        Damage("waits");
        Damage("settled");

        DataFolderDamage[] lost = [.. Open().Damage];

        Assert.Equal(2, lost.Length);
        Assert.EndsWith("octets cannot be read", lost[0].Text, StringComparison.Ordinal);
        Assert.Matches("^a message of queue 'q' in virtual host '/' is lost, [0-9]+ octets, by what its damaged record says$", lost[1].Text);
        await StartAsync(new BrokerOptions { AcceptDamage = true }, SmallSegments);
        Assert.Equal(["other"], await TextsAsync("q"));
    }

    [Fact]
    public async Task What_comes_back_because_its_settlement_is_lost_is_counted()
    {
        await WithoutIndexesAsync();
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "first");
        await SettleAsync("q");
        await PublishConfirmedAsync("q", "second");
        await StopAsync();
        Damage(RecordType.Settled);

        Assert.Contains(Open().Damage, static damage => damage.Text.StartsWith("the settlements of 1 messages are lost", StringComparison.Ordinal));
        await StartAsync(new BrokerOptions { AcceptDamage = true }, SmallSegments);
        Assert.Equal(["first", "second"], await TextsAsync("q"));
    }

    [Fact]
    public async Task A_lost_end_of_a_transaction_and_a_lost_definition_are_told()
    {
        await WithoutIndexesAsync();
        await Client.DeclareAsync("q", durable: true);
        await Client.OpenChannelAsync(2);
        await Client.SendAsync(2, new TxSelect());
        await Client.ExpectAsync(MethodId.TxSelectOk);
        await Client.PublishAsync("q", "one", properties: Persistent, channel: 2);
        await Client.PublishAsync("q", "two", properties: Persistent, channel: 2);
        await Client.SendAsync(2, new TxCommit());
        await Client.ExpectAsync(MethodId.TxCommitOk);
        await PublishConfirmedAsync("q", "three");
        await StopAsync();
        SimulatedDisk sound = Disk.After(Crash.Kill);
        Damage(RecordType.Committed);
        Assert.Contains(
            "the end of a transaction is lost: 2 messages that it published and settled do not count",
            Open().Damage.Select(static damage => damage.Text));

        Disk = sound;
        Damage(RecordType.Put, DefinitionKind.Queue);
        Assert.Contains("a definition is lost, Queue '/', 'q', and with it 3 messages", Open().Damage.Select(static damage => damage.Text));
    }

    // A length that is damaged hides what follows: then nothing can be told of those octets but what others say.
    [Fact]
    public async Task A_record_whose_length_is_damaged_is_told_by_those_that_speak_of_it()
    {
        await WithoutIndexesAsync();
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", "returned", "other");
        RawMessage message = (await Client.GetAsync("q"))!;
        await Client.SendAsync(1, new BasicReject { DeliveryTag = message.Tag, Requeue = true });
        await Client.QosAsync(0);
        await StopAsync();
        (string file, int offset) = Records().First(static record => record.Type == RecordType.Message).Where;
        Disk.Damage(file, offset + 3);

        string[] told = [.. Open().Damage.Select(static damage => damage.Text)];

        Assert.Contains(told, static text => text.Contains("octets nothing can be told: messages, settlements", StringComparison.Ordinal));
        Assert.Contains("a message that had been returned to its queue is lost", told);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_octet_is_damaged_a_broker_starts_when_it_is_told_to(int remainder)
    {
        await WithoutIndexesAsync();
        Broker.AddVirtualHost("other", out _);
        Broker.SetPolicy(new BrokerPolicy("p", "^q", new FieldTable { ["max-length"] = 10 }) { VirtualHost = "other" });
        Broker.Access.SetUser(BrokerUser.FromHash("bob", "slBtPq0rA6bHHA49LzCsFFdqQdVCRaJyAWhyKOg4r94HHYlz", loopbackOnly: true));
        Broker.Access.SetPermissions(new BrokerPermissions("bob", "other", "", "", ""));
        await using RawClient other = await ConnectAsync(new RawOptions { VirtualHost = "other" });
        await other.SendAsync(1, new ExchangeDeclare { Exchange = "x", Type = "topic", Durable = true });
        await other.ExpectAsync(MethodId.ExchangeDeclareOk);
        await other.DeclareAsync("q", durable: true);
        await other.SendAsync(1, new QueueBind { Queue = "q", Exchange = "x", RoutingKey = "#" });
        await other.ExpectAsync(MethodId.QueueBindOk);
        await Client.DeclareAsync("s", durable: true, arguments: new FieldTable { ["x-queue-type"] = "stream" });
        await Client.DeclareAsync("q", durable: true, arguments: new FieldTable { ["x-max-priority"] = 2 });
        await PublishConfirmedAsync("s", "event");
        await PublishConfirmedAsync("q", "one", "two");
        await SettleAsync("q");
        await other.DisposeAsync();
        string[] logs = await StopAsync();
        SimulatedDisk sound = Disk;
        foreach (string log in logs)
        {
            for (int i = remainder * 2; i < sound.LengthOf(log); i += 6)
            {
                SimulatedDisk disk = sound.After(Crash.Kill);
                disk.Damage(log, i);
                await using Broker broker = new(new BrokerOptions { AcceptDamage = true }, createStore: null, disk, SmallSegments);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_newest_segment_is_missed_when_somebody_took_it_away(bool isKilled)
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 30).Select(static i => $"message {i}")]);
        string[] logs = isKilled ? Kill() : await StopAsync();
        Disk.Delete(logs[^1]);
        Disk.Delete(Path.ChangeExtension(logs[^1], ".index"));

        Assert.Contains($"{logs[^1]} is missing, and what is in it is not known; put it back", Refusal(), StringComparison.Ordinal);
        Assert.Contains(
            new DataFolderDamage(logs[^1], 0, "it is missing: messages, settlements and definitions may have been there"), Open().Damage);

        await StartAsync(new BrokerOptions { AcceptDamage = true }, SmallSegments);
        string[] texts = await TextsAsync("q");
        Assert.Equal(Enumerable.Range(0, texts.Length).Select(static i => $"message {i}"), texts);
        Assert.InRange(texts.Length, 10, 29);

        // It was told once: the list is what there is.
        await RestartAsync(limits: SmallSegments);
        Assert.DoesNotContain(logs[^1], Disk.List());
    }

    [Fact]
    public async Task A_list_of_segments_that_is_damaged_or_of_another_time_keeps_nobody_from_starting()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 90).Select(static i => $"message {i}")]);
        await StopAsync();
        SimulatedDisk sound = Disk.After(Crash.Kill);
        Disk.Damage(SegmentList.FileName, 17);
        Assert.Equal("it cannot be read: segments that are missing are not missed", Assert.Single(Open().Damage).Text);
        await StartAsync(limits: SmallSegments);
        Assert.Equal(90, (await TextsAsync("q")).Length);

        Disk = sound;
        new SegmentList(Disk, [1]).Write();
        Disk.Delete("00000001.log");
        Disk.Delete("00000001.index");
        await StartAsync(limits: SmallSegments);
    }

    private string Refusal() =>
        Assert.Throws<DataFolderException>(() => new Broker(null, createStore: null, Disk.After(Crash.Kill), SmallSegments)).Message;

    private OpenedFolder Open() => new FolderOpening(Disk.After(Crash.Kill), acceptDamage: true, NullLogger.Instance).Open();

    // Upkeep fails, and nothing is kept elsewhere: each segment is read as a whole.
    private async Task WithoutIndexesAsync()
    {
        await RestartAsync(limits: SmallSegments);
        Disk.Fault = static operation =>
            operation.Kind == DiskOperationKind.Create && operation.Name is var name
            && (name == "definitions.new" || name.EndsWith(".index.new", StringComparison.Ordinal))
                ? new IOException("Input/output error")
                : null;
    }

    private async Task SettleAsync(string queue)
    {
        await Client.AckAsync((await Client.GetAsync(queue))!.Tag);
        await Client.QosAsync(0);
    }

    private string[] Kill()
    {
        Disk = Disk.After(Crash.Kill);
        return Logs();
    }

    private async Task<string[]> StopAsync()
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        return Kill();
    }

    private string[] Logs() => [.. Disk.List().Where(static name => name.EndsWith(".log", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private List<(RecordType Type, (string File, int Offset) Where, string Text)> Records()
    {
        List<(RecordType, (string, int), string)> records = [];
        foreach (string log in Logs())
        {
            int number = int.Parse(Path.GetFileNameWithoutExtension(log), null);
            using IDataFile file = Disk.Open(log);
            RecordScanner scanner = new(SegmentOctets.TryOpen(file, number)!, number);
            while (scanner.Read())
            {
                RecordType type = (RecordType)scanner.Record[RecordFormat.FrameSize];
                records.Add((type, (log, scanner.Place.Offset), Encoding.Latin1.GetString(scanner.Record)));
            }
        }

        return records;
    }

    private void Damage(string text)
    {
        (_, (string file, int offset), string record) = Records().Single(record => record.Text.Contains(text, StringComparison.Ordinal));
        Disk.Damage(file, offset + record.IndexOf(text, StringComparison.Ordinal));
    }

    // The checksum alone: all the rest can be read.
    private void Damage(RecordType type, DefinitionKind? kind = null)
    {
        (string file, int offset) = Records().Last(record => record.Type == type && (kind is null || record.Text[9] == (char)kind)).Where;
        Disk.Damage(file, offset + 4);
    }
}
