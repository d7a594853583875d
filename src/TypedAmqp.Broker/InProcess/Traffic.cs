namespace TypedAmqp.Broker;

/// <summary>What went through one direction of an in-process transport, in octets.</summary>
internal sealed class Traffic(Activity activity)
{
    private long _written;
    private long _examined;
    private volatile bool _isCompleted;

    /// <summary>
    /// Whether the reader has looked at everything that was flushed. The end of the stream counts as something still to be looked at.
    /// </summary>
    public bool IsQuiet => !_isCompleted && Volatile.Read(ref _examined) == Volatile.Read(ref _written);

    // Each step is noted before it can be seen: who looks while it happens finds that something happened, and looks again.
    public void Wrote(long count)
    {
        activity.Note();
        Volatile.Write(ref _written, _written + count);
    }

    /// <summary>The reader has looked at everything up to this position, counted from the beginning.</summary>
    public void Examined(long position)
    {
        activity.Note();
        Volatile.Write(ref _examined, position);
        activity.Happened();
    }

    public void Complete()
    {
        _isCompleted = true;
        activity.Happened();
    }
}
