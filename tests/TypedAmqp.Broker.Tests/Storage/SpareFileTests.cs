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
        Assert.DoesNotContain(killed.List(), static name => name.EndsWith(SpareName, StringComparison.Ordinal) || name.EndsWith(".cut", StringComparison.Ordinal));
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

    private bool HasSpare() => Disk.List().Any(static name => name.EndsWith(SpareName, StringComparison.Ordinal));

    // Segments die until the file of one is kept.
    private async Task SpareAsync()
    {
        await Client.DeclareAsync("q", durable: true);
        for (int i = 0; i < 8; i++)
        {
            await PublishConfirmedAsync("q", $"message {i}", $"message {i}");
            await DrainAsync("q");
        }

        await Client.QosAsync(0);
        await UntilAsync(HasSpare);
    }

    // And others begin until one is written to such a file.
    private async Task ReuseAsync()
    {
        await SpareAsync();
        while (!Disk.Operations.Any(static operation => operation.Name.EndsWith(SpareName, StringComparison.Ordinal) && operation.Other.EndsWith(".log", StringComparison.Ordinal)))
        {
            await PublishConfirmedAsync("q", "more");
            await DrainAsync("q");
        }
    }
}
