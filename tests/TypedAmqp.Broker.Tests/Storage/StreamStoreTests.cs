using System.Globalization;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Streams in a data folder.</summary>
public sealed class StreamStoreTests : StoreTest
{
    private readonly VirtualClock _clock = new();

    private BrokerOptions Options => new() { TimeProvider = _clock, Heartbeat = TimeSpan.Zero };

    public override Task InitializeAsync() => StartAsync(Options, SmallSegments);

    [Theory]
    [InlineData((int)Crash.Kill)]
    [InlineData((int)Crash.PowerLoss)]
    public async Task What_is_in_a_stream_survives_with_its_numbers_and_stays(int crash)
    {
        await DeclareAsync();
        await PublishConfirmedAsync("s", Numbers(0, 40));
        await CrashAsync((Crash)crash, SmallSegments);
        Assert.Equal(Numbers(0, 40), await ReadAsync("first", 40));

        await PublishConfirmedAsync("s", Numbers(40, 19));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await PublishConfirmedAsync("s", Numbers(59, 1));
        await RestartAsync(Options, SmallSegments);
        Assert.Equal(Numbers(0, 60), await ReadAsync("first", 60));
        Assert.Equal(Numbers(55, 5), await ReadAsync(55, 5));
        Assert.Equal(Numbers(59, 1), await ReadAsync("last", 1));
        Assert.Equal(60u, (uint)Broker.VirtualHosts["/"].FindQueue("s")!.MessageCount);
    }

    [Fact]
    public async Task A_time_is_found_after_a_restart()
    {
        await DeclareAsync();
        for (int i = 0; i < 30; i++)
        {
            await PublishConfirmedAsync("s", Numbers(i, 1));
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        DateTimeOffset end = _clock.GetUtcNow();
        await RestartAsync(Options, SmallSegments);

        Assert.Equal(Numbers(20, 10), await ReadAsync(end.AddMinutes(-10), 10));
        Assert.Equal(Numbers(25, 5), await ReadAsync("5m", 5));
    }

    [Fact]
    public async Task What_is_too_much_is_dropped_with_its_files_and_the_numbers_go_on()
    {
        FieldTable limits = new() { ["x-max-length-bytes"] = 600, ["x-stream-max-segment-size-bytes"] = 300 };
        await DeclareAsync(limits);
        await PublishConfirmedAsync("s", Numbers(0, 100));
        string[] before = await AllAsync();
        Assert.InRange(before.Length, 5, 40);

        await RestartAsync(Options, SmallSegments);
        Assert.Equal(before, await AllAsync());
        await CrashAsync(Crash.PowerLoss, SmallSegments);
        Assert.Equal(before, await AllAsync());
        await PublishConfirmedAsync("s", Numbers(100, 100));
        Assert.Equal("199", (await AllAsync())[^1]);
        await RestartAsync(Options, SmallSegments);
        Assert.InRange(Disk.List().Where(static name => name.EndsWith(".log", StringComparison.Ordinal)).Sum(Disk.LengthOf), 1, 8_000);
    }

    [Fact]
    public async Task A_stream_of_which_nothing_is_left_goes_on_with_its_numbers()
    {
        await DeclareAsync(new FieldTable { ["x-max-age"] = "1m", ["x-stream-max-segment-size-bytes"] = 1 });
        await PublishConfirmedAsync("s", Numbers(0, 3));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await PublishConfirmedAsync("s", Numbers(3, 1));
        await RestartAsync(Options, SmallSegments);
        Assert.Equal(Numbers(3, 1), await AllAsync());
    }

    [Fact]
    public async Task A_damaged_message_is_lost_alone_and_the_others_keep_their_numbers()
    {
        await DeclareAsync();
        await PublishConfirmedAsync("s", Numbers(0, 40));
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        Disk = Disk.After(Crash.Kill);
        string[] logs = [.. Disk.List().Where(static name => name.EndsWith(".log", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Disk.Damage(logs[2], (int)Disk.LengthOf(logs[2]) / 2);

        await StartAsync(Options, SmallSegments);

        string[] read = await ReadAsync("first", 39);
        Assert.Equal(39, read.Distinct().Count());
        Assert.Equal(read.Order(), read);
    }

    [Fact]
    public async Task A_deleted_stream_gives_its_room_back()
    {
        await DeclareAsync(new FieldTable { ["x-max-length-bytes"] = 600, ["x-stream-max-segment-size-bytes"] = 300 });
        await PublishConfirmedAsync("s", Numbers(0, 60));
        await Client.SendAsync(1, new QueueDelete { Queue = "s" });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);
        await RestartAsync(Options, SmallSegments);
        Assert.DoesNotContain(Disk.List(), static name => name.EndsWith(".index", StringComparison.Ordinal));
        await DeclareAsync();
        await PublishConfirmedAsync("s", Numbers(0, 1));
        Assert.Equal(Numbers(0, 1), await AllAsync());
    }

    // Three digits, so that their order is that of texts; a body says the number that its message must have.
    private static string[] Numbers(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(static number => number.ToString("000", CultureInfo.InvariantCulture))];

    private Task DeclareAsync(FieldTable? arguments = null)
    {
        arguments ??= [];
        arguments["x-queue-type"] = "stream";
        return Client.DeclareAsync("s", durable: true, arguments: arguments);
    }

    private Task<string[]> AllAsync() => ReadAsync("first", Broker.VirtualHosts["/"].FindQueue("s")!.MessageCount);

    private async Task<string[]> ReadAsync(object from, int count)
    {
        RawClient client = await ConnectAsync();
        await client.QosAsync(1000);
        await client.SendAsync(1, new BasicConsume { Queue = "s", Arguments = new FieldTable { ["x-stream-offset"] = from } });
        await client.ExpectAsync(MethodId.BasicConsumeOk);
        string[] texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            RawMessage message = await client.ReadDeliveryAsync();
            Assert.Equal(long.Parse(message.Text, CultureInfo.InvariantCulture), message.Properties.Headers!["x-stream-offset"]);
            texts[i] = message.Text;
        }

        return texts;
    }
}
