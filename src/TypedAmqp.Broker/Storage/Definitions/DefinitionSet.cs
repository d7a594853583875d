using System.Buffers;
using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>
/// All definitions as the log has them, and the file that they are kept in, so that the log can forget its records of them. Guarded by the lock of
/// the log.
/// <code>
/// +------------+------------+---------------+---------+-------------------------------------------------------+
/// | "TAMQPDEF" | format (4) | position (4+4)| CRC (4) | kind (1), key size (2), value size (4), key, value    |     the CRC is of all of these
/// +------------+------------+---------------+---------+-------------------------------------------------------+
/// </code>
/// </summary>
internal sealed class DefinitionSet
{
    public const string FileName = "definitions";

    private const int HeaderSize = 24;
    private const int ItemSize = 7;

    private readonly Dictionary<DefinitionKey, (long Order, byte[] Value)> _definitions = [];
    private readonly Dictionary<int, QueueBegin> _queues = [];
    private long _order;

    private static ReadOnlySpan<byte> Magic => "TAMQPDEF"u8;

    /// <summary>Something changed since this was last cleared.</summary>
    public bool IsChanged { get; set; }

    /// <summary>Numbers of all queues, and where each begins.</summary>
    public IReadOnlyDictionary<int, QueueBegin> Queues => _queues;

    /// <summary>Those of a kind, in the order in which they came.</summary>
    public IReadOnlyList<(byte[] Key, byte[] Value)> All(DefinitionKind kind) =>
    [
        .. _definitions.Where(definition => definition.Key.Kind == kind).OrderBy(static definition => definition.Value.Order)
            .Select(static definition => (definition.Key.Octets, definition.Value.Value)),
    ];

    public byte[]? Find(DefinitionKey key) => _definitions.TryGetValue(key, out (long Order, byte[] Value) found) ? found.Value : null;

    public void Put(DefinitionKey key, byte[] value)
    {
        long order = _definitions.TryGetValue(key, out (long Order, byte[] Value) known) ? known.Order : _order++;
        _definitions[key] = (order, value);
        IsChanged = true;
        if (key.Kind == DefinitionKind.Queue)
        {
            _queues.TryAdd(BinaryPrimitives.ReadInt32LittleEndian(key.Octets), default);
        }
        else if (key.Kind == DefinitionKind.Begin && BinaryPrimitives.ReadInt32LittleEndian(key.Octets) is var queue && _queues.ContainsKey(queue))
        {
            _queues[queue] = QueueBegin.Decode(value);
        }
    }

    public bool Remove(DefinitionKey key)
    {
        if (!_definitions.Remove(key))
        {
            return false;
        }

        IsChanged = true;
        if (key.Kind == DefinitionKind.Queue)
        {
            _queues.Remove(BinaryPrimitives.ReadInt32LittleEndian(key.Octets));
            _definitions.Remove(new DefinitionKey(DefinitionKind.Begin, key.Octets));
        }

        return true;
    }

    /// <summary>The file's octets.</summary>
    /// <param name="position">What comes before it in the log is in the definitions.</param>
    public byte[] Encode(LogPlace position)
    {
        ArrayBufferWriter<byte> body = new(64 * 1024);
        foreach ((DefinitionKey key, (_, byte[] value)) in _definitions.OrderBy(static definition => definition.Value.Order))
        {
            Span<byte> item = body.GetSpan(ItemSize + key.Octets.Length + value.Length);
            item[0] = (byte)key.Kind;
            BinaryPrimitives.WriteUInt16LittleEndian(item[1..], (ushort)key.Octets.Length);
            BinaryPrimitives.WriteInt32LittleEndian(item[3..], value.Length);
            key.Octets.CopyTo(item[ItemSize..]);
            value.CopyTo(item[(ItemSize + key.Octets.Length)..]);
            body.Advance(ItemSize + key.Octets.Length + value.Length);
        }

        byte[] octets = new byte[HeaderSize + body.WrittenCount];
        Magic.CopyTo(octets);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(8), RecordFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(12), position.Segment);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(16), position.Offset);
        body.WrittenSpan.CopyTo(octets.AsSpan(HeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(20), Checksum(octets));
        return octets;
    }

    /// <summary>Reads the file's octets; null when they are not valid.</summary>
    public static DefinitionSet? TryDecode(ReadOnlySpan<byte> octets, out LogPlace position)
    {
        position = default;
        if (octets.Length < HeaderSize || !octets.StartsWith(Magic) || !RecordFormat.IsKnown(BinaryPrimitives.ReadInt32LittleEndian(octets[8..]))
            || BinaryPrimitives.ReadUInt32LittleEndian(octets[20..]) != Checksum(octets))
        {
            return null;
        }

        position = new LogPlace(BinaryPrimitives.ReadInt32LittleEndian(octets[12..]), BinaryPrimitives.ReadInt32LittleEndian(octets[16..]));
        DefinitionSet definitions = new();
        ReadOnlySpan<byte> rest = octets[HeaderSize..];
        while (!rest.IsEmpty)
        {
            int key = BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]);
            int value = BinaryPrimitives.ReadInt32LittleEndian(rest[3..]);
            definitions.Put(
                new DefinitionKey((DefinitionKind)rest[0], rest.Slice(ItemSize, key).ToArray()), rest.Slice(ItemSize + key, value).ToArray());
            rest = rest[(ItemSize + key + value)..];
        }

        definitions.IsChanged = false;
        return definitions;
    }

    private static uint Checksum(ReadOnlySpan<byte> octets) =>
        RecordFormat.Checksum(octets[HeaderSize..], RecordFormat.Checksum(octets[12..20]));
}
