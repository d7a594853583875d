namespace TypedAmqp.Broker;

/// <summary>
/// A hash that is the same in every process (FNV-1a, 64 bits, and a last mixing): what goes where does not change when the broker is started again.
/// </summary>
internal static class StableHash
{
    public static ulong Of(ReadOnlySpan<byte> octets)
    {
        ulong hash = 14695981039346656037;
        foreach (byte octet in octets)
        {
            hash = unchecked((hash ^ octet) * 1099511628211);
        }

        hash ^= hash >> 33;
        hash = unchecked(hash * 0xFF51AFD7ED558CCD);
        return hash ^ (hash >> 33);
    }
}
