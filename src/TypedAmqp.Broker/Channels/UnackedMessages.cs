namespace TypedAmqp.Broker;

/// <summary>
/// The unsettled deliveries of a channel in the order of their tags. Tags are dense as a rule, so that a tag is found by its distance from the first
/// one; where they are not (some consumers take no acks, some messages were settled out of turn), a binary search finds it. Guarded by the lock of
/// the connection's output.
/// </summary>
internal sealed class UnackedMessages
{
    private const int Smallest = 16;

    // An array larger than this is not kept when nothing is left in it.
    private const int LargestKept = 4096;

    // A circular array; a settled one in the middle leaves a hole (Queue is null) until the first one passes it or the array is compacted.
    private UnackedMessage[] _messages = [];
    private int _first;
    private int _span;

    /// <summary>How many are unsettled.</summary>
    public int Count { get; private set; }

    /// <summary>The tag of the one that is unsettled for longest; there must be one.</summary>
    public ulong OldestTag => At(0).Tag;

    public void Add(in UnackedMessage message)
    {
        if (_span == _messages.Length)
        {
            MakeRoom();
        }

        _messages[(_first + _span) & (_messages.Length - 1)] = message;
        _span++;
        Count++;
    }

    /// <summary>Takes out the message with this tag; false when there is none.</summary>
    public bool TryTake(ulong tag, out UnackedMessage message)
    {
        int index = IndexOf(tag);
        if (index >= _span || At(index).Tag != tag || At(index).Queue is null)
        {
            message = default;
            return false;
        }

        message = At(index);
        At(index) = new UnackedMessage { Tag = tag };
        Count--;
        SkipHoles();
        return true;
    }

    /// <summary>Takes out the oldest message if its tag is not beyond <paramref name="upTo"/>.</summary>
    public bool TryTakeFirst(ulong upTo, out UnackedMessage message)
    {
        if (Count == 0 || At(0).Tag > upTo)
        {
            message = default;
            return false;
        }

        message = At(0);
        At(0) = default;
        _first = (_first + 1) & (_messages.Length - 1);
        _span--;
        Count--;
        SkipHoles();
        return true;
    }

    /// <summary>Whether this tag is unsettled.</summary>
    public bool Contains(ulong tag)
    {
        int index = IndexOf(tag);
        return index < _span && At(index).Tag == tag && At(index).Queue is not null;
    }

    /// <summary>Takes back messages that were taken out, each to its place.</summary>
    public void Restore(List<Settlement> settlements)
    {
        if (settlements.Count == 0)
        {
            return;
        }

        List<UnackedMessage> all = [.. settlements.Select(static settlement => settlement.Message)];
        while (TryTakeFirst(ulong.MaxValue, out UnackedMessage message))
        {
            all.Add(message);
        }

        foreach (UnackedMessage message in all.OrderBy(static message => message.Tag))
        {
            Add(message);
        }
    }

    private ref UnackedMessage At(int index) => ref _messages[(_first + index) & (_messages.Length - 1)];

    /// <summary>Index of the first message whose tag is not below this one.</summary>
    private int IndexOf(ulong tag)
    {
        if (_span == 0 || tag <= At(0).Tag)
        {
            return 0;
        }

        ulong distance = tag - At(0).Tag;
        if (distance < (ulong)_span && At((int)distance).Tag == tag)
        {
            return (int)distance;
        }

        int low = 0;
        int high = (int)Math.Min((ulong)_span, distance + 1);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (At(middle).Tag < tag)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The first one is never a hole.</summary>
    private void SkipHoles()
    {
        while (_span > 0 && At(0).Queue is null)
        {
            _first = (_first + 1) & (_messages.Length - 1);
            _span--;
        }

        if (_span == 0 && _messages.Length > LargestKept)
        {
            _messages = [];
            _first = 0;
        }
    }

    private void MakeRoom()
    {
        // Mostly holes: a client that never settles its first message while it settles all later ones must not make this grow for ever.
        int size = Count < _span / 2 ? _messages.Length : Math.Max(Smallest, _messages.Length * 2);
        UnackedMessage[] messages = new UnackedMessage[size];
        int count = 0;
        for (int i = 0; i < _span; i++)
        {
            ref UnackedMessage message = ref At(i);
            if (message.Queue is not null)
            {
                messages[count++] = message;
            }
        }

        _messages = messages;
        _first = 0;
        _span = count;
    }
}
