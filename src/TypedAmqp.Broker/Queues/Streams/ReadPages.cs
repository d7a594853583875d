namespace TypedAmqp.Broker;

/// <summary>The entries of the pages of a stream that were read last: a few, since readers who are at different places take turns.</summary>
internal sealed class ReadPages
{
    private const int Most = 16;

    // The one that was read last is the first.
    private readonly List<(StreamPage Page, QueueEntry[] Entries)> _pages = [];

    /// <summary>The entries of a page, valid until another one is asked for.</summary>
    public ReadOnlySpan<QueueEntry> EntriesOf(StreamPage page)
    {
        if (_pages.Count == 0 || _pages[0].Page != page)
        {
            MoveToFront(page);
        }

        return _pages[0].Entries.AsSpan(0, page.Count);
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear() => _pages.Clear();

    private void MoveToFront(StreamPage page)
    {
        int known = _pages.FindIndex(read => read.Page == page);
        int taken = known >= 0 ? known : _pages.Count < Most ? -1 : Most - 1;
        QueueEntry[] entries = taken >= 0 ? _pages[taken].Entries : [];
        if (taken >= 0)
        {
            _pages.RemoveAt(taken);
        }

        if (known < 0)
        {
            entries = entries.Length >= page.Count ? entries : new QueueEntry[page.Count];
            PackedEntries.Unpack(page.Packed, entries.AsSpan(0, page.Count));
        }

        _pages.Insert(0, (page, entries));
    }
}
