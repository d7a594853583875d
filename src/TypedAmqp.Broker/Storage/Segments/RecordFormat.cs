using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>The frame around each record of the log, and sizes that its parts have. STORE.md draws them.</summary>
internal static class RecordFormat
{
    /// <summary>Number of the format that is written.</summary>
    public const int Version = 3;

    /// <summary>Octets of length and checksum.</summary>
    public const int FrameSize = 8;

    /// <summary>Octets before what a record is about: the frame, type, flags and queue.</summary>
    public const int HeadSize = 16;

    /// <summary>Octets of the name of a message in other records.</summary>
    public const int PlaceSize = 8;

    /// <summary>Octets of the name of a message and its flags.</summary>
    public const int ReturnSize = 12;

    /// <summary>Octets of the number of a transaction.</summary>
    public const int TransactionSize = 8;

    /// <summary>Octets at the beginning of a segment.</summary>
    public const int SegmentHeaderSize = 16;

    /// <summary>Above the flags of a message: its record ends with the number of a transaction.</summary>
    public const byte InTransaction = 0x80;

    /// <summary>Octets that a record has behind its frame at least.</summary>
    public const int SmallestLength = 4;

    /// <summary>Octets of a record that cannot be one, whatever its first octets say.</summary>
    public const int MostOctets = 1 << 30;

    public static ReadOnlySpan<byte> LogMagic => "TAMQPLOG"u8;

    public static ReadOnlySpan<byte> CompactMagic => "TAMQPCMP"u8;

    /// <summary>
    /// Whether a format is read. The first had no streams and no delayed exchanges, the first two no salts: otherwise they are as this.
    /// </summary>
    public static bool IsKnown(int version) => version is > 0 and <= Version;

    /// <summary>Fills in the frame of a record whose other octets are there.</summary>
    public static void Seal(Span<byte> record, LogPlace place, int salt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - FrameSize);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(place, salt, record[FrameSize..]));
    }

    /// <summary>Whether the octets at a place begin with a whole and valid record, and how long it is.</summary>
    public static bool IsValid(ReadOnlySpan<byte> octets, LogPlace place, int salt, out int length)
    {
        length = 0;
        if (octets.Length < FrameSize + 4)
        {
            return false;
        }

        int rest = BinaryPrimitives.ReadInt32LittleEndian(octets);
        if (rest is < SmallestLength or > MostOctets || octets.Length - FrameSize < rest)
        {
            return false;
        }

        length = FrameSize + rest;
        return BinaryPrimitives.ReadUInt32LittleEndian(octets[4..]) == Checksum(place, salt, octets.Slice(FrameSize, rest));
    }

    /// <summary>Whether octets, of which there are enough for the head of a record, may be one as far as its type says.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> octets) => (RecordType)octets[FrameSize] switch
    {
        RecordType.Put or RecordType.Removed => true,
        RecordType.Message or RecordType.Settled or RecordType.Returned or RecordType.Committed => octets[10] == 0 && octets[11] == 0,
        _ => false,
    };

    /// <summary>
    /// What the checksum of a record begins with. The place counts, so that what lies where it does not belong is no record; and the salt, so that
    /// nobody can publish what would be taken for one.
    /// </summary>
    public static uint SeedOf(LogPlace place, int salt, int length)
    {
        uint seed = BitOperations.Crc32C(~(uint)salt, (uint)place.Segment);
        return BitOperations.Crc32C(seed, ((ulong)(uint)place.Offset << 32) | (uint)length);
    }

    /// <summary>CRC-32C of octets.</summary>
    public static uint Checksum(ReadOnlySpan<byte> octets, uint crc = uint.MaxValue)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(octets);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (byte octet in octets[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, octet);
        }

        return crc;
    }

    private static uint Checksum(LogPlace place, int salt, ReadOnlySpan<byte> octets) => Checksum(octets, SeedOf(place, salt, octets.Length));
}
