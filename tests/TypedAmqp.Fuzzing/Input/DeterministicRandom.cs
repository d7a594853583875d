namespace TypedAmqp.Fuzzing.Input;

/// <summary>The same numbers from the same seed, on every machine and version: SplitMix64.</summary>
internal sealed class DeterministicRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The numbers of one iteration, which can so be run again alone.</summary>
    public static DeterministicRandom ForIteration(ulong seed, long iteration) =>
        new(new DeterministicRandom(seed ^ ((ulong)iteration * 0x9E3779B97F4A7C15)).NextUInt64());

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to, and without, the limit.</summary>
    public int Next(int limit) => (int)(NextUInt64() % (uint)limit);

    public bool NextBoolean() => (NextUInt64() & 1) != 0;

    public byte NextOctet() => (byte)NextUInt64();

    public byte[] NextOctets(int count)
    {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++)
        {
            octets[i] = NextOctet();
        }

        return octets;
    }

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];
}
