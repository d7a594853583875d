namespace TypedAmqp.Broker;

/// <summary>
/// "A fast, minimal memory, consistent hash algorithm" (Lamping and Veach, 2014): spreads keys evenly over places; where there is one place more,
/// only the keys that go to it move.
/// </summary>
internal static class JumpHash
{
    private const ulong Multiplier = 2862933555777941757;

    /// <summary>The place of a key.</summary>
    /// <param name="key">A hash of the key.</param>
    /// <param name="count">How many places there are; at least one.</param>
    public static long Place(ulong key, long count)
    {
        long place = -1;
        long next = 0;
        while (next < count)
        {
            place = next;
            key = unchecked((key * Multiplier) + 1);
            next = (long)((place + 1) * ((double)(1L << 31) / ((key >> 33) + 1)));
        }

        return place;
    }
}
