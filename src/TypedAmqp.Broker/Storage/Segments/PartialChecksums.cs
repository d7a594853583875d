namespace TypedAmqp.Broker;

/// <summary>CRC-32C of any part of some octets, found without reading the part: the checksums of what comes before its two ends say it.</summary>
internal sealed class PartialChecksums
{
    // Of so many octets one checksum is kept.
    private const int Step = 256;

    // To read a part that is not larger takes less than to ask what comes before it.
    private const int Short = 4096;

    // Of Castagnoli; the highest power of a polynomial is its lowest bit here.
    private const uint Polynomial = 0x82F63B78;
    private const uint One = 1u << 31;

    // x to the power of 2^n.
    private static readonly uint[] Powers = ComputePowers();

    private readonly ReadOnlyMemory<byte> _octets;
    private readonly uint[] _before;

    public PartialChecksums(ReadOnlyMemory<byte> octets)
    {
        _octets = octets;
        _before = new uint[(octets.Length / Step) + 1];
        for (int i = 1; i < _before.Length; i++)
        {
            _before[i] = RecordFormat.Checksum(octets.Span.Slice((i - 1) * Step, Step), _before[i - 1]);
        }
    }

    /// <summary>
    /// The checksum of a part, begun with <paramref name="seed"/>: what it began with goes on through the part as it would through zeros, beside what
    /// the part itself adds.
    /// </summary>
    public uint Of(int start, int length, uint seed) => length <= Short
        ? RecordFormat.Checksum(_octets.Span.Slice(start, length), seed)
        : Before(start + length) ^ Multiply(PowerOfOctets(length), Before(start) ^ seed);

    private uint Before(int end) => RecordFormat.Checksum(_octets.Span[(end / Step * Step)..end], _before[end / Step]);

    // What a checksum is multiplied with by so many zeros.
    private static uint PowerOfOctets(int octets)
    {
        uint power = One;
        for (int bit = 0; octets >> bit != 0; bit++)
        {
            if ((octets >> bit & 1) != 0)
            {
                power = Multiply(Powers[bit + 3], power);
            }
        }

        return power;
    }

    private static uint Multiply(uint left, uint right)
    {
        uint product = 0;
        for (uint bit = One; bit != 0; bit >>= 1)
        {
            product ^= (left & bit) != 0 ? right : 0;
            right = (right >> 1) ^ ((right & 1) != 0 ? Polynomial : 0);
        }

        return product;
    }

    private static uint[] ComputePowers()
    {
        uint[] powers = new uint[35];
        powers[0] = One >> 1;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = Multiply(powers[i - 1], powers[i - 1]);
        }

        return powers;
    }
}
