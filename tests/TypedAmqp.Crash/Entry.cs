namespace TypedAmqp.Crash;

/// <summary>What the journal knows of a message in one queue. Guarded by its queue's journal.</summary>
internal sealed class Entry(long number)
{
    public long Number { get; } = number;

    /// <summary>The broker confirmed it, or it was found after a restart.</summary>
    public bool IsConfirmed { get; set; }

    public Settlement Settlement { get; set; }
}
