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

    private Chunk[] _chunks = [];
    private int _chunkCount;
    private int _used;
    private int _firstFree = -1;
    private int _open = -1;
    private int _nextSize = SmallestChunk;
    private long _appended;

    public override long Appended => _appended;

    public override long Committed => long.MaxValue;

    public override Task CommittedAsync(long appended) => Task.CompletedTask;

    public override long Approach()
    {
        Chunk[] chunks = _chunks;
        int open = _open;
        if ((uint)open >= (uint)chunks.Length || chunks[open].Octets is not { } octets)
        {
            return 0;
        }

        int next = chunks[open].Used;
        return (uint)next < (uint)octets.Length ? octets[next] : 0;
    }

    public override QueueEntry Append(in MessageOctets message)
    {
        _appended++;
        if (message.Shared is { } shared)
        {
            shared.Retain();
            int slot = TakeSlot();
            _chunks[slot] = new Chunk { Shared = shared, Live = 1 };
            return new QueueEntry(slot, 0, shared.Length, message.Flags & EntryFlags.Published);
        }

        QueueEntry entry = Reserve(MessageRecord.Size(message), message.Flags & EntryFlags.Published);
        MessageRecord.Write(Octets(entry), message);
        return entry;
    }

    /// <summary>Room for a record, which the caller writes to <see cref="Octets"/>.</summary>
    public QueueEntry Reserve(int size, EntryFlags flags)
    {
        if (_open < 0 || _chunks[_open].Octets.Length - _chunks[_open].Used < size)
        {
            OpenChunk(size);
        }

        ref Chunk chunk = ref _chunks[_open];
        int offset = chunk.Used;
        chunk.Used = offset + size;
        chunk.Live++;
        return new QueueEntry(_open, offset, size, flags);
    }

    /// <summary>A record that is not shared.</summary>
    public Span<byte> Octets(in QueueEntry entry) => _chunks[entry.Chunk].Octets.AsSpan(entry.Offset, entry.Length);

    public override MessageOctets Read(in QueueEntry entry)
    {
        ref Chunk chunk = ref _chunks[entry.Chunk];
        return chunk.Shared is { } shared
            ? MessageRecord.Read(shared.Record, entry.Flags, shared)
            : MessageRecord.Read(chunk.Octets.AsSpan(entry.Offset, entry.Length), entry.Flags, null);
    }

    public override void Release(in QueueEntry entry)
    {
        ref Chunk chunk = ref _chunks[entry.Chunk];
        if (--chunk.Live > 0)
        {
            return;
        }

        if (entry.Chunk != _open)
        {
            Free(entry.Chunk);
        }
        else if (chunk.Octets.Length <= KeptChunk)
        {
            chunk.Used = 0;
        }
        else
        {
            Free(_open);
            _open = -1;
            _nextSize = SmallestChunk;
        }
    }

    public override bool Trim()
    {
        int kept = _open >= 0 && _chunks[_open].Live == 0 ? 1 : 0;
        if (_used > kept)
        {
            return false;
        }

        Clear();
        return true;
    }

    public override void Clear()
    {
        _open = -1;
        for (int i = 0; i < _chunkCount; i++)
        {
            if (_chunks[i].Octets is not null || _chunks[i].Shared is not null)
            {
                Free(i);
            }
        }

        _chunks = [];
        _chunkCount = 0;
        _firstFree = -1;
        _nextSize = SmallestChunk;
    }

    private void OpenChunk(int atLeast)
    {
        if (_open >= 0 && _chunks[_open].Live == 0)
        {
            Free(_open);
        }

        int size = Math.Max(_nextSize, atLeast);
        _nextSize = Math.Min(_nextSize * Growth, LargestChunk);
        _open = TakeSlot();
        _chunks[_open] = new Chunk { Octets = ArrayPool<byte>.Shared.Rent(size) };
        gauge.Add(_chunks[_open].Octets.Length);
    }

    private void Free(int slot)
    {
        Chunk chunk = _chunks[slot];
        _chunks[slot] = new Chunk { Used = _firstFree };
        _firstFree = slot;
        _used--;
        if (chunk.Shared is { } shared)
        {
            shared.Release();
        }
        else
        {
            gauge.Add(-chunk.Octets.Length);
            ArrayPool<byte>.Shared.Return(chunk.Octets);
        }
    }

    private int TakeSlot()
    {
        _used++;
        int slot = _firstFree;
        if (slot >= 0)
        {
            _firstFree = _chunks[slot].Used;
            return slot;
        }

        if (_chunkCount == _chunks.Length)
        {
            Array.Resize(ref _chunks, Math.Max(4, _chunks.Length * 2));
        }

        return _chunkCount++;
    }

    /// <summary>Part of the slab, or one shared message. A free slot links to the next free one in <see cref="Used"/>.</summary>
    private struct Chunk
    {
        public byte[] Octets;
        public SharedMessage? Shared;
        public int Used;
        public int Live;
    }
}
