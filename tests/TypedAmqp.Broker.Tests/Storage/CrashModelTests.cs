using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>
/// A broker works on a disk that remembers every operation: confirms, acknowledgements, transactions, deletions, full segments and their upkeep. Then
/// a crash is tried at each of those operations, and within each write at each octet, and what is found is compared with what clients had been told
/// by then.
/// </summary>
public sealed class CrashModelTests : StoreTest
{
    private readonly Dictionary<string, Fate> _fates = [];
    private readonly List<string> _published = [];

    private static readonly StoreLimits Limits = SmallSegments with { SegmentSize = 300 };

    public override Task InitializeAsync() => StartAsync(limits: Limits);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whatever_is_cut_off_wherever_nobody_was_told_a_lie(bool isSecondLife)
    {
        if (isSecondLife)
        {
            // What the first one leaves was written, and not synced.
            await RestartAsync(limits: Limits with { SyncInterval = TimeSpan.FromHours(1) });
            await DeclareAsync();
            await CrashAsync(Crash.Kill, Limits);
        }

        await WorkAsync();
        await Client.DisposeAsync();
        await Broker.DisposeAsync();

        DiskState state = Disk.Begin;
        IReadOnlyList<DiskOperation> operations = Disk.Operations;
        for (int i = 0; i < operations.Count; i++)
        {
            foreach (Crash crash in Enum.GetValues<Crash>())
            {
                Examine(state.After(crash), i, crash);
                ExamineOpening(state.After(crash), i, crash);
            }

            for (int cut = 1; !isSecondLife && cut < operations[i].Octets?.Length; cut++)
            {
                DiskState part = state.Copy();
                part.Do(operations[i], cut);
                Examine(part.After(Crash.Kill), i, Crash.Kill);
            }

            state.Do(operations[i]);
        }

        Assert.Contains(
            operations, static operation => operation.Kind == DiskOperationKind.Delete && operation.Name.EndsWith(".log", StringComparison.Ordinal));
        Assert.Contains(
            operations,
            static operation => operation.Kind == DiskOperationKind.Rename && operation.Name.EndsWith(".log.new", StringComparison.Ordinal));
        Assert.Contains(
            operations,
            static operation => operation.Kind == DiskOperationKind.Rename && operation.Name.EndsWith(".spare.new", StringComparison.Ordinal));
    }

    // What the broker would find after a crash, twice: opening changes the folder, and is cut off as well.
    private void Examine(DiskState found, int operation, Crash crash)
    {
        SimulatedDisk disk = new(found);
        Check(Open(disk), operation, crash);
        Check(Open(disk.After(Crash.PowerLoss)), operation, crash);
    }

    // The power fails while a broker opens what another one left.
    private void ExamineOpening(DiskState found, int operation, Crash crash)
    {
        SimulatedDisk disk = new(found);
        Open(disk);
        DiskState opening = disk.Begin;
        foreach (DiskOperation step in disk.Operations)
        {
            Check(Open(new SimulatedDisk(opening.After(Crash.OddSectors))), operation, crash == Crash.Kill ? Crash.OddSectors : crash);
            opening.Do(step);
        }
    }

    private static List<string> Open(SimulatedDisk disk)
    {
        OpenedFolder opened = new FolderOpening(disk, acceptDamage: false, NullLogger.Instance).Open();
        List<string> texts = [];
        FolderOpening.Recover(opened, (place, entry) =>
        {
            byte[] record = new byte[RecordFormat.HeadSize + entry.Length];
            opened.Segments[place.Segment].Read(record, place.Offset);
            MessageOctets message = MessageRecord.Read(record.AsSpan(RecordFormat.HeadSize), entry.Flags & EntryFlags.Published, shared: null);
            string text = Encoding.UTF8.GetString(message.Body);
            if ((message.Flags & EntryFlags.Stamped) != 0)
            {
                Assert.Equal($"s{message.Stamp.Number}", text);
            }

            texts.Add(text);
        });
        return texts;
    }

    private void Check(List<string> found, int operation, Crash crash)
    {
        string when = $"{crash} before operation {operation} of {Disk.Count}";
        Assert.True(found.SequenceEqual(_published.Where(found.Contains)), $"{when}: not once each and in their order: {string.Join(' ', found)}");
        foreach ((string text, Fate fate) in _fates)
        {
            bool isThere = found.Contains(text);
            Assert.False(fate.ConfirmedAt <= operation && operation < fate.SettlingAt && !isThere, $"{when}: {text} was confirmed and is lost");
            Assert.False(
                (crash == Crash.Kill ? fate.SettledAt : fate.SafelySettledAt) <= operation && isThere, $"{when}: {text} was settled and is back");
        }

        // Of a transaction there is all or nothing.
        string[] together = [.. found.Where(static text => text.StartsWith("tx", StringComparison.Ordinal))];
        if (_fates["tx1"].SettlingAt <= operation)
        {
            return;
        }

        Assert.True(together.Length is 0 or 3, $"{when}: a part of a transaction: {string.Join(' ', together)}");
        Assert.False(together.Length == 3 && found.Contains("swapped"), $"{when}: the publishes of a transaction, and not its acknowledgement");
        Assert.False(
            together.Length == 0 && !found.Contains("swapped") && _fates["swapped"].ConfirmedAt <= operation,
            $"{when}: the acknowledgement of a transaction, and not its publishes");
    }

    private async Task WorkAsync()
    {
        await DeclareAsync();
        await SelectConfirmsAsync();
        await ReuseAsync();
        await PublishAsync("s", "s0", "s1");
        await PublishAsync("r", "long-lived");
        await PublishAsync("gone", "gone");
        await PublishAsync("q", "q0", "q1", "q2", "q3");
        await SettleAsync("q0", "q1");
        await PublishAsync("q", "q4", "q5", "q6", "q7");
        await SettleAsync("q2", "q3", "q4", "q5", "q6");
        Settling("gone");
        await Client.SendAsync(1, new QueueDelete { Queue = "gone" });
        await Client.ExpectAsync(MethodId.QueueDeleteOk);
        _fates["gone"].SettledAt = Disk.Count;
        await PublishAsync("r", "swapped");
        await PublishAsync("s", "s2");
        await TransactAsync();
        await PublishAsync("q", "q8", "q9");
        await SettleAsync("q7");
        await SettleAsync("tx1", "tx3", "q8", "q9");
        await PublishAsync("q", "q10", "q11", "q12", "q13", "q14", "q15");
        await SettleAsync("q10", "q11", "q12", "q13", "q14");
        await PublishAsync("q", "q16", "q17", "last");
    }

    private async Task DeclareAsync()
    {
        await Client.DeclareAsync("q", durable: true);
        await Client.DeclareAsync("r", durable: true);
        await Client.DeclareAsync("gone", durable: true);
        await Client.DeclareAsync("s", durable: true, arguments: new FieldTable { ["x-queue-type"] = "stream" });
    }

    // Messages die until a segment is written to the file of another one.
    private async Task ReuseAsync()
    {
        int count = 0;
        while (!Disk.Operations.Any(
            static operation => operation.Kind == DiskOperationKind.Rename && operation.Name.EndsWith(".spare.new", StringComparison.Ordinal)))
        {
            string[] texts = [.. Enumerable.Range(count, 6).Select(static i => $"r{i}")];
            count += texts.Length;
            await PublishAsync("q", texts);
            await SettleAsync(texts);
            await UntilAsync(() => Disk.List().Count(static name => name.EndsWith(".log", StringComparison.Ordinal)) <= 1);
        }
    }

    private async Task PublishAsync(string queue, params string[] texts)
    {
        foreach (string text in texts)
        {
            _published.Add(text);
            _fates[text] = new Fate();
            await Client.PublishAsync(queue, text, properties: Persistent);
            await Client.ExpectAsync(MethodId.BasicAck);
            _fates[text].ConfirmedAt = Disk.Count;

            // What was settled before is in the log before this.
            foreach (Fate fate in _fates.Values.Where(static fate => fate.SettledAt < int.MaxValue))
            {
                fate.SafelySettledAt = Math.Min(fate.SafelySettledAt, Disk.Count);
            }
        }
    }

    private async Task SettleAsync(params string[] texts)
    {
        foreach (string text in texts)
        {
            RawMessage message = (await Client.GetAsync("q"))!;
            Assert.Equal(text, message.Text);
            Settling(text);
            await Client.AckAsync(message.Tag);
            await Client.QosAsync(0);
            _fates[text].SettledAt = Disk.Count;
        }
    }

    // Three messages in, one out, on a channel of its own.
    private async Task TransactAsync()
    {
        await Client.OpenChannelAsync(2);
        await Client.SendAsync(2, new TxSelect());
        await Client.ExpectAsync(MethodId.TxSelectOk);
        Assert.Equal("long-lived", (await Client.GetAsync("r", channel: 2))!.Text);
        RawMessage swapped = (await Client.GetAsync("r", channel: 2))!;
        Assert.Equal("swapped", swapped.Text);
        await Client.AckAsync(swapped.Tag, channel: 2);
        foreach ((string queue, string text) in new[] { ("q", "tx1"), ("r", "tx2"), ("q", "tx3") })
        {
            _fates[text] = new Fate();
            await Client.PublishAsync(queue, text, properties: Persistent, channel: 2);
        }

        // In the log they are queue by queue.
        _published.AddRange(["tx1", "tx3", "tx2"]);
        Settling("swapped");
        await Client.SendAsync(2, new TxCommit());
        await Client.ExpectAsync(MethodId.TxCommitOk);
        foreach (string text in new[] { "tx1", "tx2", "tx3" })
        {
            _fates[text].ConfirmedAt = Disk.Count;
        }

        _fates["swapped"].SettledAt = _fates["swapped"].SafelySettledAt = Disk.Count;
    }

    private void Settling(string text) => _fates[text].SettlingAt = Disk.Count;

    /// <summary>When, as numbers of operations of the disk, a client was told what.</summary>
    private sealed class Fate
    {
        public int ConfirmedAt { get; set; } = int.MaxValue;

        /// <summary>From here on it may be gone.</summary>
        public int SettlingAt { get; set; } = int.MaxValue;

        /// <summary>From here on a killed process does not bring it back.</summary>
        public int SettledAt { get; set; } = int.MaxValue;

        /// <summary>From here on nothing does.</summary>
        public int SafelySettledAt { get; set; } = int.MaxValue;
    }
}
