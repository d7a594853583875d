namespace TypedAmqp.Broker;

/// <summary>
/// The queues that the messages of a batch go to, each once, in the order in which they came. Where there are very many it does not look at the
/// queues, which are not in the caches, to find one.
/// </summary>
internal sealed class TargetTable
{
    private Target[] _targets = new Target[4];

    // Numbers of targets: each in the slot that the ordinal of its queue asks for, or in the next free one. What former batches left is not cleared:
    // a slot is taken when its target says so.
    private int[] _slots = new int[8];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>One of them, by its number; valid until another is added.</summary>
    public ref Target this[int target] => ref _targets[target];

    /// <summary>The number of a queue, which is added when it is not there yet.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="ordinal">Its ordinal.</param>
    public int Find(Queue queue, int ordinal)
    {
        int slot = ordinal & (_slots.Length - 1);
        while (IsTaken(slot))
        {
            if (_targets[_slots[slot]].Queue == queue)
            {
                return _slots[slot];
            }

            slot = Next(slot);
        }

        int target = Count++;
        _slots[slot] = target;
        _targets[target] = new Target { Queue = queue, Ordinal = ordinal, Slot = slot, First = -1, Last = -1 };
        if (Count == _targets.Length)
        {
            Grow();
        }

        return target;
    }

    public void Clear()
    {
        Array.Clear(_targets, 0, Count);
        Count = 0;
    }

    private void Grow()
    {
        int count = Count;
        Array.Resize(ref _targets, count * 2);
        _slots = new int[_slots.Length * 2];
        for (Count = 0; Count < count; Count++)
        {
            int slot = _targets[Count].Ordinal & (_slots.Length - 1);
            while (IsTaken(slot))
            {
                slot = Next(slot);
            }

            _slots[slot] = Count;
            _targets[Count].Slot = slot;
        }
    }

    private bool IsTaken(int slot) => _slots[slot] < Count && _targets[_slots[slot]].Slot == slot;

    private int Next(int slot) => (slot + 1) & (_slots.Length - 1);

    /// <summary>A queue, and the chain of its messages.</summary>
    public struct Target
    {
        public Queue Queue;
        public int Ordinal;
        public int Slot;
        public int First;
        public int Last;
        public int Count;
    }
}
