using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>
/// Entries that are not asked for soon, in as few octets as what one does not share with the one before it. Messages of a size that lie one after the
/// other need next to nothing.
/// <code>
/// +-----------+------------------------------------+
/// | what (1)  | what is not as expected, in varints|     for each entry; behind a 0 the number of entries that are all as expected
/// +-----------+------------------------------------+
/// </code>
/// </summary>
internal static class PackedEntries
{
    // An entry is expected behind the one before it, as far behind as that one was, or at the start of another chunk; and otherwise equal to it.
    private const int OtherChunk = 1;
    private const int OtherGap = 2;
    private const int OtherLength = 4;
    private const int OtherFlags = 8;

    // What, and four numbers of 5 octets at most.
    private const int MostOctets = 21;

    /// <summary>Packs entries.</summary>
    public static byte[] Pack(ReadOnlySpan<QueueEntry> entries)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(entries.Length * MostOctets);
        Span<byte> rest = buffer;
        QueueEntry last = default;
        int gap = 0;
        int expected = 0;
        foreach (ref readonly QueueEntry entry in entries)
        {
            int moved = unchecked(entry.Offset - Expected(last, gap, entry.Chunk));
            int what = (entry.Chunk != last.Chunk ? OtherChunk : 0) | (moved != 0 ? OtherGap : 0)
                | (entry.Length != last.Length ? OtherLength : 0) | (entry.Flags != last.Flags ? OtherFlags : 0);
            if (what == 0)
            {
                expected++;
                last = entry;
                continue;
            }

            WriteExpected(ref rest, ref expected);
            rest[0] = (byte)what;
            rest = rest[1..];
            Write(ref rest, what & OtherChunk, unchecked(entry.Chunk - last.Chunk));
            Write(ref rest, what & OtherGap, moved);
            Write(ref rest, what & OtherLength, unchecked(entry.Length - last.Length));
            Write(ref rest, what & OtherFlags, (int)entry.Flags ^ (int)last.Flags);
            gap = GapAfter(what, gap, moved);
            last = entry;
        }

        WriteExpected(ref rest, ref expected);
        byte[] packed = buffer[..^rest.Length];
        ArrayPool<byte>.Shared.Return(buffer);
        return packed;
    }

    /// <summary>Unpacks entries: as many as were packed.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<QueueEntry> entries)
    {
        QueueEntry last = default;
        int gap = 0;
        int expected = 0;
        foreach (ref QueueEntry entry in entries)
        {
            int what = 0;
            if (expected == 0 && (what = Next(ref packed)) == 0)
            {
                expected = Read(ref packed, 1);
            }

            expected -= what == 0 ? 1 : 0;
            int chunk = unchecked(last.Chunk + Read(ref packed, what & OtherChunk));
            int moved = Read(ref packed, what & OtherGap);
            int offset = unchecked(Expected(last, gap, chunk) + moved);
            int length = unchecked(last.Length + Read(ref packed, what & OtherLength));
            EntryFlags flags = (EntryFlags)((int)last.Flags ^ Read(ref packed, what & OtherFlags));
            entry = last = new QueueEntry(chunk, offset, length, flags);
            gap = GapAfter(what, gap, moved);
        }
    }

    private static int Expected(in QueueEntry last, int gap, int chunk) => chunk == last.Chunk ? unchecked(last.Offset + last.Length + gap) : 0;

    // From one chunk to another it says nothing of the distance.
    private static int GapAfter(int what, int gap, int moved) => (what & OtherChunk) == 0 ? unchecked(gap + moved) : gap;

    private static void WriteExpected(ref Span<byte> rest, ref int expected)
    {
        if (expected > 0)
        {
            rest[0] = 0;
            rest = rest[1..];
            Write(ref rest, 1, expected);
            expected = 0;
        }
    }

    // Small numbers of either sign take one octet.
    private static void Write(ref Span<byte> rest, int what, int number)
    {
        if (what == 0)
        {
            return;
        }

        uint value = (uint)((number << 1) ^ (number >> 31));
        int count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            rest[count++] = (byte)(value | 0x80);
        }

        rest[count++] = (byte)value;
        rest = rest[count..];
    }

    private static int Read(ref ReadOnlySpan<byte> packed, int what)
    {
        if (what == 0)
        {
            return 0;
        }

        uint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte octet = Next(ref packed);
            value |= (uint)(octet & 0x7F) << shift;
            if (octet < 0x80)
            {
                return (int)(value >> 1) ^ -(int)(value & 1);
            }
        }
    }

    private static byte Next(ref ReadOnlySpan<byte> packed)
    {
        byte octet = packed[0];
        packed = packed[1..];
        return octet;
    }
}
