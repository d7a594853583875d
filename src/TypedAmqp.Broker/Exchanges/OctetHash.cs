using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TypedAmqp.Broker;

/// <summary>Hashes names and words as they lie on the wire. Seeded anew in each process, so that nobody can choose names that collide.</summary>
internal static class OctetHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The hash of the octets.</summary>
    public static int Of(ReadOnlySpan<byte> octets)
    {
        ulong hash = Seed ^ (ulong)octets.Length;
        while (octets.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[sizeof(ulong)..];
        }

        if (octets.Length >= sizeof(uint))
        {
            // The two halves overlap: together they hold every octet.
            ulong low = BinaryPrimitives.ReadUInt32LittleEndian(octets);
            ulong high = BinaryPrimitives.ReadUInt32LittleEndian(octets[^sizeof(uint)..]);
            return Fold(Mix(hash ^ (low | (high << 32))));
        }

        ulong rest = 0;
        foreach (byte octet in octets)
        {
            rest = (rest << 8) | octet;
        }

        return Fold(Mix(hash ^ rest));
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value ^ Seed, Multiplier, out ulong low);
        return high ^ low;
    }

    private static int Fold(ulong hash) => (int)(hash ^ (hash >> 32));
}
