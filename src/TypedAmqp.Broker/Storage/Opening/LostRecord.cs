using System.Buffers.Binary;
using System.Text;

namespace TypedAmqp.Broker;

/// <summary>A record whose checksum does not fit, by what it says of itself.</summary>
/// <param name="Segment">Where it is.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Octets">All of it, but of a message only the beginning.</param>
/// <param name="Length">Octets behind its head, a transaction not counted.</param>
/// <param name="Transaction">The transaction that it is part of; 0: none.</param>
internal sealed record LostRecord(LogSegment Segment, int Offset, byte[] Octets, int Length, long Transaction)
{
    public RecordType Type => (RecordType)Octets[RecordFormat.FrameSize];

    public LogPlace Place => new(Segment.Number, Offset);

    /// <summary>Of a message.</summary>
    public int Queue => BinaryPrimitives.ReadInt32LittleEndian(Octets.AsSpan(12));

    /// <summary>Of a definition.</summary>
    public DefinitionKey Key => new((DefinitionKind)Octets[9], Octets.AsSpan(HeadOfDefinition, KeySize).ToArray());

    /// <summary>Of a definition that was made.</summary>
    public ReadOnlySpan<byte> Value => Octets.AsSpan(HeadOfDefinition + KeySize);

    /// <summary>Of a definition: its kind, and what it is about.</summary>
    public string Definition => $"{Key.Kind} {string.Join(", ", Names().Select(static name => $"'{name}'"))}";

    /// <summary>The messages that are settled.</summary>
    public IEnumerable<LogPlace> Settled
    {
        get
        {
            for (int at = 0; at + RecordFormat.PlaceSize <= Length; at += RecordFormat.PlaceSize)
            {
                yield return LogPlace.Read(Octets.AsSpan(RecordFormat.HeadSize + at));
            }
        }
    }

    private const int HeadOfDefinition = RecordFormat.FrameSize + 4;

    private int KeySize => BinaryPrimitives.ReadUInt16LittleEndian(Octets.AsSpan(10));

    /// <summary>Takes octets for a record; null when they cannot be one, even a damaged one.</summary>
    public static LostRecord? TryRead(LogSegment segment, int offset, ReadOnlySpan<byte> octets, out int size)
    {
        size = 0;
        if (octets.Length < HeadOfDefinition)
        {
            return null;
        }

        int rest = BinaryPrimitives.ReadInt32LittleEndian(octets);
        RecordType type = (RecordType)octets[RecordFormat.FrameSize];
        bool isDefinition = type is RecordType.Put or RecordType.Removed;
        if (rest < (isDefinition ? 4 : RecordFormat.HeadSize - RecordFormat.FrameSize) || rest > octets.Length - RecordFormat.FrameSize
            || type is RecordType.None or > RecordType.Committed)
        {
            return null;
        }

        size = RecordFormat.FrameSize + rest;
        octets = octets[..size];
        if (isDefinition)
        {
            return BinaryPrimitives.ReadUInt16LittleEndian(octets[10..]) <= size - HeadOfDefinition
                ? new LostRecord(segment, offset, octets.ToArray(), 0, Transaction: 0)
                : null;
        }

        int length = size - RecordFormat.HeadSize;
        long transaction = 0;
        if ((octets[9] & RecordFormat.InTransaction) != 0 && length >= RecordFormat.TransactionSize)
        {
            length -= RecordFormat.TransactionSize;
            transaction = BinaryPrimitives.ReadInt64LittleEndian(octets[^RecordFormat.TransactionSize..]);
        }

        ReadOnlySpan<byte> kept = type == RecordType.Message ? octets[..RecordFormat.HeadSize] : octets;
        return new LostRecord(segment, offset, kept.ToArray(), length, transaction);
    }

    // Keys are names, one after the other; that of a queue is a number, and its value begins with its names. What is damaged may be anything.
    private List<string> Names()
    {
        List<string> names = [];
        bool isQueue = Key.Kind == DefinitionKind.Queue;
        int most = isQueue ? 2 : int.MaxValue;
        ReadOnlySpan<byte> rest = isQueue ? Value : Key.Octets;
        while (names.Count < most && rest.Length >= sizeof(ushort)
            && BinaryPrimitives.ReadUInt16LittleEndian(rest) is var size && size <= rest.Length - sizeof(ushort))
        {
            names.Add(Encoding.UTF8.GetString(rest.Slice(sizeof(ushort), size)));
            rest = rest[(sizeof(ushort) + size)..];
            if (Key.Kind == DefinitionKind.Binding)
            {
                // Between source and destination there is an octet, and after the routing key a table.
                most = 4;
                rest = names.Count == 2 && !rest.IsEmpty ? rest[1..] : rest;
            }
        }

        return names;
    }
}
