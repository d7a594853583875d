using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>Gathers what the records of segments without an index say.</summary>
internal sealed class SegmentScan
{
    private readonly HashSet<long> _committed = [];
    private readonly List<(long Transaction, LogSegment Segment, int Offset)> _transacted = [];
    private readonly List<(long Transaction, LogPlace Message)> _settled = [];
    private readonly List<(long Transaction, LogPlace Message, EntryFlags Flags)> _returned = [];
    private readonly List<(LogPlace Place, DefinitionKey Key, byte[]? Value)> _definitions = [];
    private int _lastQueue;

    /// <summary>Takes a record in.</summary>
    public void Add(LogPlace place, ReadOnlySpan<byte> record, LogSegment segment)
    {
        RecordType type = (RecordType)record[8];
        if (type is RecordType.Put or RecordType.Removed)
        {
            AddDefinition(place, record, type);
            return;
        }

        byte flags = record[9];
        long transaction = 0;
        ReadOnlySpan<byte> rest = record[RecordFormat.HeadSize..];
        if ((flags & RecordFormat.InTransaction) != 0)
        {
            transaction = BinaryPrimitives.ReadInt64LittleEndian(rest[^RecordFormat.TransactionSize..]);
            rest = rest[..^RecordFormat.TransactionSize];
        }

        switch (type)
        {
            case RecordType.Message:
                AddMessage(place, record, segment, rest.Length, transaction);
                break;
            case RecordType.Settled:
                for (; rest.Length >= RecordFormat.PlaceSize; rest = rest[RecordFormat.PlaceSize..])
                {
                    _settled.Add((transaction, LogPlace.Read(rest)));
                }

                break;
            case RecordType.Returned:
                for (; rest.Length >= RecordFormat.ReturnSize; rest = rest[RecordFormat.ReturnSize..])
                {
                    EntryFlags kept = (EntryFlags)BinaryPrimitives.ReadInt32LittleEndian(rest[RecordFormat.PlaceSize..]);
                    _returned.Add((transaction, LogPlace.Read(rest), kept));
                }

                break;
            case RecordType.Committed:
                _committed.Add(transaction);
                break;
            default:
                throw new InvalidDataException(
                    $"{LogSegment.LogNameOf(place.Segment)} has a record of the unknown type {record[8]} at octet {place.Offset}.");
        }
    }

    /// <summary>Whether what is part of a transaction is in effect; 0: it is part of none.</summary>
    public bool Counts(long transaction) => transaction == 0 || _committed.Contains(transaction);

    /// <summary>How many messages a transaction published and settled, as far as that can be read.</summary>
    public int PartsOf(long transaction) =>
        _transacted.Count(part => part.Transaction == transaction) + _settled.Count(part => part.Transaction == transaction);

    /// <summary>Enters everything that counts into what was opened.</summary>
    /// <param name="opened">What was opened.</param>
    /// <param name="defined">Definitions before this are known already.</param>
    public void Complete(OpenedFolder opened, LogPlace defined)
    {
        foreach ((long transaction, LogSegment segment, int offset) in _transacted)
        {
            if (!_committed.Contains(transaction))
            {
                segment.Settled.Add(offset);
            }
        }

        foreach ((long transaction, LogPlace message) in _settled)
        {
            if (Counts(transaction) && opened.Segments.TryGetValue(message.Segment, out LogSegment? segment))
            {
                segment.Settled.Add(message.Offset);
            }
        }

        foreach ((long transaction, LogPlace message, EntryFlags flags) in _returned)
        {
            if (Counts(transaction) && opened.Segments.TryGetValue(message.Segment, out LogSegment? segment))
            {
                segment.Returned.Add((message.Offset, flags));
            }
        }

        foreach ((LogPlace place, DefinitionKey key, byte[]? value) in _definitions)
        {
            if (place.CompareTo(defined) < 0)
            {
                continue;
            }

            if (value is not null)
            {
                opened.Definitions.Put(key, value);
            }
            else
            {
                opened.Definitions.Remove(key);
                if (key.Kind == DefinitionKind.Queue)
                {
                    opened.Removed.Add(BinaryPrimitives.ReadInt32LittleEndian(key.Octets));
                }
            }
        }

        opened.LastQueue = opened.Definitions.Queues.Keys.Append(opened.LastQueue).Append(_lastQueue).Max();
    }


    private void AddMessage(LogPlace place, ReadOnlySpan<byte> record, LogSegment segment, int length, long transaction)
    {
        int queue = BinaryPrimitives.ReadInt32LittleEndian(record[12..]);
        _lastQueue = Math.Max(_lastQueue, queue);
        segment.Entries!.Add(new IndexEntry(place.Offset, length, queue, (EntryFlags)record[9] & EntryFlags.Published));
        if (transaction != 0)
        {
            _transacted.Add((transaction, segment, place.Offset));
        }
    }

    private void AddDefinition(LogPlace place, ReadOnlySpan<byte> record, RecordType type)
    {
        const int Head = RecordFormat.FrameSize + 4;
        int size = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        DefinitionKey key = new((DefinitionKind)record[9], record.Slice(Head, size).ToArray());
        if (key.Kind == DefinitionKind.Queue)
        {
            _lastQueue = Math.Max(_lastQueue, BinaryPrimitives.ReadInt32LittleEndian(key.Octets));
        }

        _definitions.Add((place, key, type == RecordType.Put ? record[(Head + size)..].ToArray() : null));
    }
}
