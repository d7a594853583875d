using System.Buffers.Binary;

namespace TypedAmqp.Broker;

// Records on their way into the buffer.
internal sealed partial class CommitLog
{
    // Everything that this thread appends belongs to a transaction.
    [ThreadStatic]
    private static long s_transaction;

    private LogBuffer _open;

    // Where in the open buffer a record of settlements begins that may still grow; -1: there is none.
    private int _openSettled = -1;
    private LogSegment? _lastFound;
    private long _lastTransaction;

    // Transactions whose end is not appended yet.
    private readonly HashSet<Task> _transactions = [];
    private bool _hasDiedInTransaction;

    // All that was ever appended, in octets.
    private long _appended;

    /// <summary>All that was ever appended, in octets: what <see cref="CommittedAsync"/> takes.</summary>
    public long Appended => Volatile.Read(ref _appended);

    /// <summary>Appends a message of a queue.</summary>
    public LogPlace Append(int queue, in MessageOctets message)
    {
        int length = MessageRecord.Size(message);
        EntryFlags kept = message.Flags & EntryFlags.Published;
        lock (_gate)
        {
            Span<byte> record = Reserve(RecordFormat.HeadSize + length + SizeOfTransaction, out LogPlace place);
            record[8] = (byte)RecordType.Message;
            record[9] = (byte)((byte)kept | (s_transaction != 0 ? RecordFormat.InTransaction : 0));
            record[10] = record[11] = 0;
            BinaryPrimitives.WriteInt32LittleEndian(record[12..], queue);
            MessageRecord.Write(record.Slice(RecordFormat.HeadSize, length), message);
            EndRecord(record, place);
            _active.Add(new IndexEntry(place.Offset, length, queue, kept));
            return place;
        }
    }

    /// <summary>Appends that a message is done with.</summary>
    /// <param name="place">Its name.</param>
    /// <param name="length">Its octets.</param>
    public void Settle(LogPlace place, int length)
    {
        lock (_gate)
        {
            if (!TryFind(place.Segment, out LogSegment? segment))
            {
                return;
            }

            segment.Settle(place.Offset, length);
            if (s_transaction == 0)
            {
                BinaryPrimitives.WriteInt64LittleEndian(ExtendSettled(), Encode(place));
            }
            else
            {
                Span<byte> record = BeginRecord(RecordType.Settled, RecordFormat.PlaceSize, out LogPlace own);
                BinaryPrimitives.WriteInt64LittleEndian(record[RecordFormat.HeadSize..], Encode(place));
                EndRecord(record, own);
            }

            LookAtLive(segment);
        }
    }

    /// <summary>Appends that a message came back to its queue.</summary>
    public void Return(LogPlace place, EntryFlags flags)
    {
        lock (_gate)
        {
            if (!TryFind(place.Segment, out LogSegment? segment))
            {
                return;
            }

            segment.Returned.Add((place.Offset, flags));
            Span<byte> record = BeginRecord(RecordType.Returned, RecordFormat.ReturnSize, out LogPlace own);
            BinaryPrimitives.WriteInt64LittleEndian(record[RecordFormat.HeadSize..], Encode(place));
            BinaryPrimitives.WriteInt32LittleEndian(record[(RecordFormat.HeadSize + RecordFormat.PlaceSize)..], (int)flags);
            EndRecord(record, own);
        }
    }

    /// <summary>A queue is gone, or what of it was oldest, and with it so much of a segment.</summary>
    public void Drop(int number, int count, long octets)
    {
        lock (_gate)
        {
            if (TryFind(number, out LogSegment? segment))
            {
                segment.Drop(count, octets);
                segment.LostQueue = true;
                LookAtLive(segment);
            }
        }
    }

    /// <summary>Where a queue begins.</summary>
    public QueueBegin BeginOf(int queue)
    {
        lock (_gate)
        {
            return Definitions.Queues.GetValueOrDefault(queue);
        }
    }

    /// <summary>What came before this in a queue is done with. The segments are told with <see cref="Drop"/>.</summary>
    public void BeginAt(int queue, QueueBegin begin)
    {
        lock (_gate)
        {
            // It may just have been deleted, and its definitions with it.
            if (Definitions.Queues.ContainsKey(queue))
            {
                Put(new DefinitionKey(DefinitionKind.Begin, BitConverter.GetBytes(queue)), begin.Encode());
            }
        }
    }

    /// <summary>Makes a definition. One that is there already changes nothing.</summary>
    public void Put(DefinitionKey key, byte[] value)
    {
        lock (_gate)
        {
            if (Definitions.Find(key) is { } known && known.AsSpan().SequenceEqual(value))
            {
                return;
            }

            Definitions.Put(key, value);
            AppendDefinition(RecordType.Put, key, value);
        }
    }

    /// <summary>Takes a definition back.</summary>
    public void Remove(DefinitionKey key)
    {
        lock (_gate)
        {
            if (Definitions.Remove(key))
            {
                AppendDefinition(RecordType.Removed, key, []);
            }
        }
    }

    /// <summary>Does something of which the log keeps all or nothing, whatever happens meanwhile.</summary>
    /// <returns>The position at which it is in effect.</returns>
    public long Transact(Action work)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            s_transaction = ++_lastTransaction;
            _transactions.Add(ended.Task);
        }

        try
        {
            work();
            lock (_gate)
            {
                Span<byte> record = BeginRecord(RecordType.Committed, 0, out LogPlace place);
                EndRecord(record, place);
                return _appended;
            }
        }
        finally
        {
            s_transaction = 0;
            lock (_gate)
            {
                _transactions.Remove(ended.Task);
                LookAtDead();
            }

            ended.SetResult();
        }
    }

    private static int SizeOfTransaction => s_transaction != 0 ? RecordFormat.TransactionSize : 0;

    // As two numbers one after the other.
    private static long Encode(LogPlace place) => (long)(((ulong)(uint)place.Offset << 32) | (uint)place.Segment);

    private void AppendDefinition(RecordType type, DefinitionKey key, byte[] value)
    {
        const int Head = RecordFormat.FrameSize + 4;
        Span<byte> record = Reserve(Head + key.Octets.Length + value.Length, out LogPlace place);
        record[8] = (byte)type;
        record[9] = (byte)key.Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(record[10..], (ushort)key.Octets.Length);
        key.Octets.CopyTo(record[Head..]);
        value.CopyTo(record[(Head + key.Octets.Length)..]);
        RecordFormat.Seal(record, place, _active.Salt);
    }

    private Span<byte> BeginRecord(RecordType type, int size, out LogPlace place)
    {
        Span<byte> record = Reserve(RecordFormat.HeadSize + size + SizeOfTransaction, out place);
        record[8] = (byte)type;
        record[9] = s_transaction != 0 ? RecordFormat.InTransaction : (byte)0;
        record[10..RecordFormat.HeadSize].Clear();
        return record;
    }

    private void EndRecord(Span<byte> record, LogPlace place)
    {
        if (s_transaction != 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record[^RecordFormat.TransactionSize..], s_transaction);
        }

        RecordFormat.Seal(record, place, _active.Salt);
    }

    // Room for one more name: settlements that come one after the other share a record.
    private Span<byte> ExtendSettled()
    {
        if (_openSettled < 0 || _open.Room < RecordFormat.PlaceSize)
        {
            BeginRecord(RecordType.Settled, RecordFormat.PlaceSize, out LogPlace place);
            _openSettled = place.Offset - _open.Start;
        }
        else
        {
            _open.Used += RecordFormat.PlaceSize;
            _active.End += RecordFormat.PlaceSize;
            Volatile.Write(ref _appended, _appended + RecordFormat.PlaceSize);
        }

        return _open.Octets.AsSpan(_open.Used - RecordFormat.PlaceSize);
    }

    private void CloseSettled()
    {
        if (_openSettled >= 0)
        {
            LogPlace place = new(_active.Number, _open.Start + _openSettled);
            RecordFormat.Seal(_open.Octets.AsSpan(_openSettled, _open.Used - _openSettled), place, _active.Salt);
            _openSettled = -1;
        }
    }

    // Room for a record at the end of the log.
    private Span<byte> Reserve(int size, out LogPlace place)
    {
        CloseSettled();
        if (_active.End + (long)size > _limits.SegmentSize && _active.End > RecordFormat.SegmentHeaderSize)
        {
            BeginSegment();
        }

        if (_open.Room < size)
        {
            NextBuffer(size);
        }

        place = new LogPlace(_active.Number, _active.End);
        Span<byte> record = _open.Octets.AsSpan(_open.Used, size);
        _open.Used += size;
        _active.End += size;
        Volatile.Write(ref _appended, _appended + size);
        if (!_isArmed)
        {
            Arm();
        }

        return record;
    }

    private void BeginSegment()
    {
        LogSegment full = _active;
        _active = LogSegment.Begin(full.Number + 1);
        _segments.Add(_active.Number, _active);
        NextBuffer(0);
    }

    // What died in a transaction is dead when all transactions have ended: without their ends it is not.
    private void LookAtLive(LogSegment segment)
    {
        if (segment.LiveCount > 0)
        {
            return;
        }

        segment.DeadAt = _transactions.Count == 0 ? _appended : long.MaxValue;
        _hasDiedInTransaction |= _transactions.Count > 0;
        if (segment.IsIndexed)
        {
            _upkeep.Request();
        }
    }

    private void LookAtDead()
    {
        if (_transactions.Count > 0 || !_hasDiedInTransaction)
        {
            return;
        }

        _hasDiedInTransaction = false;
        foreach (LogSegment segment in _segments.Values.Where(static segment => segment.DeadAt == long.MaxValue))
        {
            segment.DeadAt = _appended;
        }

        _upkeep.Request();
    }
}
