using Microsoft.Extensions.Logging.Abstractions;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>What becomes of the files of a data folder.</summary>
public sealed class FolderTests : StoreTest
{
    public override Task InitializeAsync() => StartAsync(limits: SmallSegments);

    [Fact]
    public async Task Segments_whose_messages_are_all_settled_disappear()
    {
        await Client.DeclareAsync("q", durable: true);
        for (int round = 0; round < 20; round++)
        {
            await PublishConfirmedAsync("q", $"round {round}");
            await DrainAsync("q");
        }

        await RestartAsync(limits: SmallSegments);

        Assert.DoesNotContain(Disk.List(), static name => name.EndsWith(".index", StringComparison.Ordinal));
        Assert.Null(await Client.GetAsync("q"));
    }

    [Fact]
    public async Task A_few_long_lived_messages_do_not_hold_whole_segments()
    {
        StoreLimits limits = new() { SegmentSize = 8_000, SmallestToCompact = 100 };
        await RestartAsync(limits: limits);
        await Client.DeclareAsync("long", durable: true);
        await Client.DeclareAsync("short", durable: true);
        string[] kept = [.. Enumerable.Range(0, 10).Select(static i => $"kept {i}")];
        foreach (string text in kept)
        {
            await PublishConfirmedAsync("long", text);
            await PublishConfirmedAsync("short", new string('x', 7_000));
            await DrainAsync("short");
        }

        await RestartAsync(limits: limits);

        Assert.InRange(Disk.List().Where(static name => name.EndsWith(".log", StringComparison.Ordinal)).Sum(Disk.LengthOf), 1, 10_000);
        Assert.Equal(kept, await TextsAsync("long"));
        await RestartAsync(limits: limits);
        Assert.Null(await Client.GetAsync("long"));
    }

    [Fact]
    public async Task Upkeep_waits_for_the_end_of_a_transaction_of_which_it_has_seen_a_part()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 30).Select(static i => $"message {i}")]);
        await RestartAsync(limits: SmallSegments);
        CommitLog log = Broker.Resources.Log!;
        Dictionary<LogPlace, IndexEntry> live = [];
        FolderOpening.Recover(new FolderOpening(Disk.After(Crash.Kill), acceptDamage: false, NullLogger.Instance).Open(), live.Add);
        (LogPlace last, IndexEntry entry) = live.Last();
        byte[] record = new byte[RecordFormat.HeadSize + entry.Length];
        log.Read(last, record, out _);
        SimulatedDisk? within = null;

        log.Transact(() =>
        {
            // One segment dies, and others become full.
            foreach ((LogPlace place, IndexEntry its) in live.Where(message => message.Key.Segment == live.Keys.First().Segment))
            {
                log.Settle(place, its.Length);
            }

            foreach (LogPlace _ in live.Keys)
            {
                log.Append(entry.Queue, MessageRecord.Read(record.AsSpan(RecordFormat.HeadSize), entry.Flags & EntryFlags.Published, shared: null));
            }

            log.Write();
            int before = Disk.Count;
            SpinWait.SpinUntil(() => Disk.Operations.Skip(before).Any(static operation => operation.Kind == DiskOperationKind.Rename), 200);
            within = Disk.After(Crash.Kill);
        });

        Disk = within!;
        await StartAsync(limits: SmallSegments);
        Assert.Equal(Enumerable.Range(0, 30).Select(static i => $"message {i}"), await TextsAsync("q"));
    }

    [Fact]
    public async Task A_deleted_queue_gives_its_room_back()
    {
        await Client.DeclareAsync("q", durable: true);
        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 30).Select(static i => $"message {i}")]);
        await Client.SendAsync(1, new QueueDelete { Queue = "q" });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);
        await RestartAsync(limits: SmallSegments);
        Assert.DoesNotContain(Disk.List(), static name => name.EndsWith(".index", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_data_folder_is_refused()
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        SimulatedDisk disk = new();
        disk.Create("holiday.jpg").Dispose();
        Assert.Contains(
            "it is no data folder",
            Assert.Throws<DataFolderException>(() => new Broker(null, createStore: null, disk, SmallSegments)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000001 (copy).log")]
    [InlineData("old.index")]
    public async Task A_segment_by_another_name_is_refused(string name)
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        Disk = Disk.After(Crash.Kill);
        Disk.Create(name).Dispose();
        Assert.Contains(
            $"its file '{name}' has no name that this broker gives",
            Assert.Throws<DataFolderException>(() => new Broker(null, createStore: null, Disk, SmallSegments)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_format_is_refused()
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        Disk = Disk.After(Crash.Kill);
        SafeFile.Write(Disk, "format", "typedamqp store 4\n"u8);
        Assert.Contains(
            "its format is 'typedamqp store 4'",
            Assert.Throws<DataFolderException>(() => new Broker(null, createStore: null, Disk, SmallSegments)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_reserve_is_room_that_is_taken()
    {
        string folder = Directory.CreateTempSubdirectory("typedamqp-").FullName;
        using (DiskFolder files = new(folder))
        {
            string reserve = Path.Combine(folder, "reserve");
            Assert.False(files.TryReserve(long.MaxValue));
            Assert.True(files.TryReserve(3_000_000));
            Assert.True(files.TryReserve(3_000_000));
            Assert.Equal(3_000_000, new FileInfo(reserve).Length);
            Assert.Empty(files.List());
            files.ReleaseReserve();
            Assert.False(File.Exists(reserve));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_cannot_be_locked_is_not_said_to_be_in_use()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (string name in new[] { "lock", "lock.change" })
        {
            string folder = Directory.CreateTempSubdirectory("typedamqp-").FullName;
            File.CreateSymbolicLink(Path.Combine(folder, name), name);
            string message = Assert.Throws<DataFolderException>(() => new Broker(new BrokerOptions { DataFolder = folder })).Message;
            Assert.Contains("symbolic links", message, StringComparison.Ordinal);
            Assert.DoesNotContain("another broker", message, StringComparison.Ordinal);
            Assert.DoesNotContain("a backup", message, StringComparison.Ordinal);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_belongs_to_one_broker_at_a_time()
    {
        string folder = Directory.CreateTempSubdirectory("typedamqp-").FullName;
        try
        {
            BrokerOptions options = new() { DataFolder = folder };
            await using (Broker broker = new(options))
            {
                DataFolderException refusal = Assert.Throws<DataFolderException>(() => new Broker(options));
                Assert.Contains("another broker uses it", refusal.Message, StringComparison.Ordinal);
            }

            await using Broker next = new(options);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
