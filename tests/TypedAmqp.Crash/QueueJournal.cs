namespace TypedAmqp.Crash;

/// <summary>What must, may and must not be in a queue. One publisher at a time numbers its messages, upwards.</summary>
internal sealed class QueueJournal(string name, CrashReport report)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Entry> _entries = [];
    private readonly HashSet<long> _settled = [];
    private long _last;

    public string Name { get; } = name;

    /// <summary>A message is about to be published.</summary>
    public long Publish()
    {
        lock (_gate)
        {
            _entries.Add(++_last, new Entry(_last));
            report.AddPublished(1);
            return _last;
        }
    }

    public void Confirm(params IEnumerable<long> numbers)
    {
        lock (_gate)
        {
            foreach (long number in numbers)
            {
                // Who consumed and settled it was faster than its confirm.
                if (_entries.TryGetValue(number, out Entry? entry))
                {
                    entry.IsConfirmed = true;
                }

                report.AddConfirmed(1);
            }
        }
    }

    /// <summary>Messages are about to be settled.</summary>
    public void Settle(params IEnumerable<long> numbers)
    {
        lock (_gate)
        {
            foreach (long number in numbers)
            {
                _entries[number].Settlement = Settlement.Sent;
            }
        }
    }

    /// <summary>A synchronous method after the settlements was answered.</summary>
    public void Answer(params IEnumerable<long> numbers)
    {
        lock (_gate)
        {
            foreach (long number in numbers)
            {
                _entries.Remove(number);
                _settled.Add(number);
                report.AddSettled(1);
            }
        }
    }

    /// <summary>Messages that were confirmed, and that nobody has begun to settle.</summary>
    public long[] Waiting()
    {
        lock (_gate)
        {
            return
            [
                .. _entries.Values.Where(static entry => entry is { IsConfirmed: true, Settlement: Settlement.None })
                    .Select(static entry => entry.Number),
            ];
        }
    }

    /// <summary>Messages whose settlement an answered method followed.</summary>
    public HashSet<long> Answered()
    {
        lock (_gate)
        {
            return [.. _settled];
        }
    }

    /// <summary>Compares everything that is in the queue after a restart, and takes it for what is there from now on.</summary>
    public void Check(IReadOnlyList<Found> found)
    {
        lock (_gate)
        {
            long before = 0;
            HashSet<long> there = [];
            foreach ((long number, bool isRedelivered) in found)
            {
                if (number <= before)
                {
                    report.Violated($"{Name} has message {number} behind {before}");
                }

                before = number;
                if (!isRedelivered)
                {
                    report.Violated($"{Name} has message {number} without the mark of redelivery");
                }

                if (_settled.Contains(number))
                {
                    report.Violated($"{Name} has message {number} back, whose settlement was followed by an answered method");
                }
                else if (!_entries.ContainsKey(number))
                {
                    report.Violated($"{Name} has message {number}, which nobody published");
                }

                if (!there.Add(number))
                {
                    report.Violated($"{Name} has message {number} twice");
                }
            }

            foreach (Entry entry in _entries.Values.ToArray())
            {
                if (there.Contains(entry.Number))
                {
                    entry.IsConfirmed = true;
                    entry.Settlement = Settlement.None;
                    continue;
                }

                _entries.Remove(entry.Number);
                if (entry is { IsConfirmed: true, Settlement: Settlement.None })
                {
                    report.Violated($"{Name} has lost message {entry.Number}, which was confirmed");
                }
            }
        }

        report.Checked += found.Count;
    }
}
