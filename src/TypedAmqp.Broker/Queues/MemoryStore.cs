using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>
/// A slab in memory: records are appended to the open chunk, and a chunk goes when its last record is released. Chunks begin small and grow with what
/// has to be kept. The small one stays when the queue drains, so that a queue which hovers around empty writes to the same warm memory again and
/// again, until it is asked to give that back as well; larger ones go back to the pool, so that a queue which was long once holds nothing.
/// </summary>
internal sealed class MemoryStore(MemoryGauge gauge) : MessageStore
{
    /// <summary>The chunk that an empty queue may keep, in octets.</summary>
    public const int KeptChunk = 4 * 1024;

    /// <summary>
    /// The chunk of a queue's first message, in octets. Where very many queues hold a few messages each, it decides how many of them the caches hold.
    /// </summary>
    public const int SmallestChunk = 512;

    private const int Growth = 8;
    private const int LargestChunk = 256 * 1024;
    private const int CacheLine = 64;
    private const int FewSlots = 4;
    private const int None = -1;

    // The open chunk: its octets, how many of them are used, the records in it that are not released, and its place in the table. What changes with
    // each message is here, so that a short queue, which has no other chunk, never looks into the table.
    private byte[] _open = [];
    private int _used;
    private int _live;
    private int _openSlot = None;

    private Slot[] _slots = [];
    private int _slotCount;
    private int _taken;
    private int _firstFree = None;
    private int _nextSize = SmallestChunk;
    private long _appended;

    public override long Appended => _appended;

    public override long Committed => long.MaxValue;

    public override Task CommittedAsync(long appended) => Task.CompletedTask;

    public override long Approach()
    {
        byte[] open = _open;
        int next = _used;
        return (uint)next < (uint)open.Length ? open[next] + open[Math.Min(next + CacheLine, open.Length - 1)] : 0;
    }

    public override QueueEntry Append(in MessageOctets message)
    {
        _appended++;
        if (message.Shared is { } shared)
        {
            shared.Retain();
            int slot = TakeSlot();
            _slots[slot] = new Slot { Memory = shared, Number = 1 };
            return new QueueEntry(slot, 0, shared.Length, message.Flags & EntryFlags.Published);
        }

        QueueEntry entry = Reserve(MessageRecord.Size(message), message.Flags & EntryFlags.Published);
        MessageRecord.Write(_open.AsSpan(entry.Offset, entry.Length), message);
        return entry;
    }

    /// <summary>Room for a record, which the caller writes to <see cref="Octets"/>.</summary>
    public QueueEntry Reserve(int size, EntryFlags flags)
    {
        if (_open.Length - _used < size)
        {
            OpenChunk(size);
        }

        int offset = _used;
        _used = offset + size;
        _live++;
        return new QueueEntry(_openSlot, offset, size, flags);
    }

    /// <summary>A record that is not shared.</summary>
    public Span<byte> Octets(in QueueEntry entry) =>
        (entry.Chunk == _openSlot ? _open : (byte[])_slots[entry.Chunk].Memory!).AsSpan(entry.Offset, entry.Length);

    public override MessageOctets Read(in QueueEntry entry) =>
        entry.Chunk != _openSlot && _slots[entry.Chunk].Memory is SharedMessage shared
            ? MessageRecord.Read(shared.Record, entry.Flags, shared)
            : MessageRecord.Read(Octets(entry), entry.Flags, null);

    public override void Release(in QueueEntry entry)
    {
        if (entry.Chunk != _openSlot)
        {
            if (--_slots[entry.Chunk].Number == 0)
            {
                Free(entry.Chunk);
            }
        }
        else if (--_live == 0)
        {
            _used = 0;
            if (_open.Length > KeptChunk)
            {
                CloseChunk();
                _nextSize = SmallestChunk;
            }
        }
    }

    public override bool Trim()
    {
        int kept = _openSlot != None && _live == 0 ? 1 : 0;
        if (_taken > kept)
        {
            return false;
        }

        Clear();
        return true;
    }

    public override void Clear()
    {
        CloseChunk();
        for (int slot = 0; slot < _slotCount; slot++)
        {
            if (_slots[slot].Memory is not null)
            {
                Free(slot);
            }
        }

        _slots = [];
        _slotCount = 0;
        _firstFree = None;
        _nextSize = SmallestChunk;
    }

    private void OpenChunk(int atLeast)
    {
        CloseChunk();
        int size = Math.Max(_nextSize, atLeast);
        _nextSize = Math.Min(_nextSize * Growth, LargestChunk);
        _openSlot = TakeSlot();
        _open = ArrayPool<byte>.Shared.Rent(size);
        _slots[_openSlot] = new Slot { Memory = _open };
        gauge.Add(_open.Length);
    }

    // Nothing more is appended to it; it goes with its last record.
    private void CloseChunk()
    {
        if (_openSlot == None)
        {
            return;
        }

        if (_live == 0)
        {
            Free(_openSlot);
        }
        else
        {
            _slots[_openSlot].Number = _live;
        }

        _open = [];
        _used = _live = 0;
        _openSlot = None;
    }

    private void Free(int slot)
    {
        object? memory = _slots[slot].Memory;
        _slots[slot] = new Slot { Number = _firstFree };
        _firstFree = slot;
        _taken--;
        if (memory is SharedMessage shared)
        {
            shared.Release(gauge.Whole);
        }
        else
        {
            byte[] octets = (byte[])memory!;
            gauge.Add(-octets.Length);
            ArrayPool<byte>.Shared.Return(octets);
        }
    }

    private int TakeSlot()
    {
        _taken++;
        int slot = _firstFree;
        if (slot >= 0)
        {
            _firstFree = _slots[slot].Number;
            return slot;
        }

        if (_slotCount == _slots.Length)
        {
            // By a quarter: where each message has a slot of its own, they are not to cost much more than they need.
            Array.Resize(ref _slots, FewSlots + (_slots.Length / 4 * 5));
        }

        return _slotCount++;
    }

    /// <summary>
    /// A closed chunk or a shared message, with the number of records in it that are not released; or free, with the number of the next free slot.
    /// The open chunk has one too, whose number does not count.
    /// </summary>
    private struct Slot
    {
        public object? Memory;
        public int Number;
    }
}
