using Microsoft.Extensions.Logging.Abstractions;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>Segments that are written to the files of segments that have died.</summary>
public sealed class SpareFileTests : StoreTest
{
    private const string SpareName = ".spare.new";

    // What is compacted on its way is no file to write over.
    private static readonly StoreLimits Limits = SmallSegments with { SmallestToCompact = int.MaxValue };

    public override Task InitializeAsync() => StartAsync(limits: Limits);

    [Fact]
    public async Task What_was_in_a_file_before_is_not_found_behind_the_last_record()
    {
        await ReuseAsync();
        await PublishConfirmedAsync("q", "last");
        SimulatedDisk killed = Disk.After(Crash.Kill);
        string last = killed.List().Where(static name => name.EndsWith(".log", StringComparison.Ordinal)).Max(StringComparer.Ordinal)!;
        long length = killed.LengthOf(last);

        OpenedFolder opened = new FolderOpening(killed, acceptDamage: true, NullLogger.Instance).Open();

        Assert.Equal(length - opened.Tail, killed.LengthOf(last));
        Assert.Empty(opened.Damage);
        Assert.DoesNotContain(
            killed.List(), static name => name.EndsWith(SpareName, StringComparison.Ordinal) || name.EndsWith(".cut", StringComparison.Ordinal));
        await CrashAsync(Crash.Kill, Limits);
        Assert.Equal("last", Assert.Single(await TextsAsync("q")));
    }

    [Fact]
    public async Task A_broker_that_ends_in_order_gives_their_room_back()
    {
        await ReuseAsync();
        await PublishConfirmedAsync("q", "last");
        await Client.DisposeAsync();
        await Broker.DisposeAsync();

        Assert.DoesNotContain(Disk.List(), static name => name.EndsWith(SpareName, StringComparison.Ordinal));
        OpenedFolder opened = new FolderOpening(Disk.After(Crash.PowerLoss), acceptDamage: false, NullLogger.Instance).Open();
        Assert.Equal((0, 0L), (opened.Scanned.Count, opened.Tail));
        Assert.All(opened.Segments.Values, static segment =>
        {
            RecordScanner scanner = new(segment.Octets!, segment.Number);
            while (scanner.Read())
            {
            }

            Assert.Equal(0, scanner.Rest);
        });
    }

    [Fact]
    public async Task A_full_disk_gets_their_room_back()
    {
        await SpareAsync();
        Disk.Fault = static operation => operation.Kind == DiskOperationKind.Write ? new DiskFullException("No space left on device") : null;

        await Client.PublishAsync("q", "while full", properties: Persistent);

        await UntilAsync(() => Broker.Resources.Memory.IsDiskLow && !HasSpare());
        Disk.Fault = null;
        await Client.ExpectAsync(MethodId.BasicAck);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_over_for_lack_of_room_gives_its_own_back()
    {
        await SpareAsync();
        Disk.Fault = static operation => operation is { Kind: DiskOperationKind.Write, Offset: 0, Octets.Length: RecordFormat.SegmentHeaderSize }
            ? new DiskFullException("No space left on device")
            : null;

        Fill(Broker.Resources.Log!, Limits.SegmentSize);
        Broker.Resources.Log!.Write();

        await UntilAsync(() => Broker.Resources.Memory.IsDiskLow && !HasSpare());
        Disk.Fault = null;
        await UntilAsync(() => !Broker.Resources.Memory.IsDiskLow);
    }

    [Fact]
    public async Task One_that_somebody_took_away_is_not_missed()
    {
        await SpareAsync();
        Disk.List().Where(static name => name.EndsWith(SpareName, StringComparison.Ordinal)).ToList().ForEach(Disk.Delete);

        await PublishConfirmedAsync("q", [.. Enumerable.Range(0, 20).Select(static i => $"message {i}")]);

        await CrashAsync(Crash.PowerLoss, Limits);
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"message {i}"), await TextsAsync("q"));
    }

    [Fact]
    public async Task A_broker_ends_where_they_cannot_be_deleted()
    {
        await SpareAsync();
        await PublishConfirmedAsync("q", "last");
        Disk.Fault = static operation => operation.Kind == DiskOperationKind.Delete && operation.Name.EndsWith(SpareName, StringComparison.Ordinal)
            ? new IOException("Read-only file system")
            : null;
        await Client.DisposeAsync();

        await Broker.DisposeAsync();

        Assert.True(Disk.IsDisposed);
        await CrashAsync(Crash.Kill, Limits);
        Assert.Equal("last", Assert.Single(await TextsAsync("q")));
    }

    [Fact]
    public async Task On_a_full_disk_that_gives_nothing_back_the_store_has_failed()
    {
        await SpareAsync();
        Disk.Fault = static operation => operation.Kind switch
        {
            DiskOperationKind.Write => new DiskFullException("No space left on device"),
            DiskOperationKind.Delete => new IOException("Input/output error"),
            _ => null,
        };

        await Client.PublishAsync("q", "unsafe", properties: Persistent);

        await Client.ExpectAsync(MethodId.BasicNack);
    }

    [Theory]
    [InlineData(5, 1, 7, 3, false)]
    [InlineData(5, 1, 6, 3, true)]
    public void Where_the_old_records_would_be_valid_in_the_new_segment_the_file_is_not_used(
        int salt, int number, int newSalt, int newNumber, bool isUsed)
    {
        SpareFiles spares = new(Disk, Limits, new MemoryGauge(long.MaxValue));
        LogSegment dead = Keep(spares, number, salt);
        spares.Add(dead);

        Assert.Equal(isUsed, spares.TryTake(Segment(newNumber, newSalt), out _) is not null);
        Assert.Equal(isUsed, HasSpare());
    }

    [Fact]
    public void None_is_kept_once_publishers_wait_for_room()
    {
        MemoryGauge gauge = new(long.MaxValue);
        SpareFiles spares = new(Disk, Limits, gauge);
        LogSegment dead = Keep(spares, number: 1, salt: 5);
        gauge.SetDiskLow(true);
        spares.Clear();
        spares.Add(dead);
        Assert.False(HasSpare());
    }

    [Fact]
    public void None_is_kept_where_less_is_free_than_is_to_be()
    {
        SpareFiles spares = new(Disk, Limits with { FreeDisk = 100 }, new MemoryGauge(long.MaxValue));
        LogSegment dead = Segment(1, 5);
        dead.Size = Limits.SegmentSize;
        Disk.Free = 99;
        Assert.False(spares.TryKeep(dead));
        Disk.Free = 100;
        Assert.True(spares.TryKeep(dead));
    }

    private LogSegment Keep(SpareFiles spares, int number, int salt)
    {
        LogSegment dead = Segment(number, salt);
        dead.Size = Limits.SegmentSize;
        Assert.True(spares.TryKeep(dead));
        return dead;
    }

    private LogSegment Segment(int number, int salt)
    {
        LogSegment segment = new(number);
        segment.ReadFrom(SegmentOctets.Create(Disk.Create(segment.LogName), number, salt));
        return segment;
    }

    private bool HasSpare() => Disk.List().Any(static name => name.EndsWith(SpareName, StringComparison.Ordinal));

    // Segments die until the file of one is kept.
    private async Task SpareAsync()
    {
        await Client.DeclareAsync("q", durable: true);
        for (int i = 0; i < 8 || !HasSpare(); i++)
        {
            // One that is kept may be taken at once: then others die.
            Assert.True(i < 10_000, "no file is kept");
            await PublishConfirmedAsync("q", $"message {i}", $"message {i}");
            await DrainAsync("q");
        }

        await Client.QosAsync(0);
    }

    // And others begin until one is written to such a file.
    private async Task ReuseAsync()
    {
        await SpareAsync();
        while (!Disk.Operations.Any(static operation => operation.Name.EndsWith(SpareName, StringComparison.Ordinal)
            && operation.Other.EndsWith(".log", StringComparison.Ordinal)))
        {
            await PublishConfirmedAsync("q", "more");
            await DrainAsync("q");
        }
    }
}
