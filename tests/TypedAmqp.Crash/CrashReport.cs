namespace TypedAmqp.Crash;

/// <summary>What a run did, and what it found.</summary>
public sealed class CrashReport
{
    private readonly Lock _gate = new();
    private readonly List<string> _violations = [];
    private long _published;
    private long _confirmed;
    private long _settled;
    private long _transactions;
    private long _backups;

    /// <summary>Promises that were broken, a sentence each.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
            {
                return [.. _violations];
            }
        }
    }

    /// <summary>How often the broker was killed.</summary>
    public int Kills { get; internal set; }

    /// <summary>How many of the kills came before it was ready.</summary>
    public int KillsAtStart { get; internal set; }

    /// <summary>How many left a compaction unfinished.</summary>
    public int KillsInCompaction { get; internal set; }

    /// <summary>How many left another file of the store unfinished: an index, or the definitions.</summary>
    public int KillsInUpkeep { get; internal set; }

    /// <summary>How many left more than one segment without an index: the last was just begun.</summary>
    public int KillsInRollOver { get; internal set; }

    /// <summary>How many left files of dead segments that were kept for others.</summary>
    public int KillsWithSpares { get; internal set; }

    /// <summary>Copies of messages that were confirmed.</summary>
    public long Confirmed => Interlocked.Read(ref _confirmed);

    /// <summary>Settlements that an answered method followed.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    /// <summary>Messages that were read after a restart, and compared with the journal.</summary>
    public long Checked { get; internal set; }

    /// <summary>Steps that the journal has.</summary>
    internal long Steps => Confirmed + Settled;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Kills} kills ({KillsAtStart} before it was ready; {KillsInCompaction} left a compaction, {KillsInUpkeep} another file unfinished, "
        + $"{KillsInRollOver} several segments without an index, {KillsWithSpares} spare files), "
        + $"{Interlocked.Read(ref _published)} published, {Confirmed} confirmed, "
        + $"{Settled} settled and answered, {Interlocked.Read(ref _transactions)} transactions committed, "
        + $"{Interlocked.Read(ref _backups)} backups opened, {Checked} messages checked after restarts: {Violations.Count} violations";

    internal void AddPublished(int count) => Interlocked.Add(ref _published, count);

    internal void AddConfirmed(int count) => Interlocked.Add(ref _confirmed, count);

    internal void AddSettled(int count) => Interlocked.Add(ref _settled, count);

    internal void AddBackup() => Interlocked.Increment(ref _backups);

    internal void AddTransaction() => Interlocked.Increment(ref _transactions);

    internal void Violated(string sentence)
    {
        lock (_gate)
        {
            _violations.Add($"after kill {Kills}: {sentence}");
        }
    }
}
