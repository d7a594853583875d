using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>
/// A message too large to be copied for each queue: one record, counted references. Whoever creates it holds the first reference; each queue that
/// keeps it holds one.
/// </summary>
internal sealed class SharedMessage
{
    /// <summary>From this body size on, in octets, a message is shared instead of copied.</summary>
    public const int Threshold = 16 * 1024;

    // So many of a size may be held before the next ones take no more memory than they need.
    private const int FewHeld = 32;

    private byte[]? _octets;
    private int _references = 1;

    /// <summary>Takes over a record that lies in an array of the shared pool, or of <see cref="Allocate"/>.</summary>
    public SharedMessage(byte[] record, int length, MemoryGauge gauge)
    {
        _octets = record;
        Length = length;
        gauge.Add(record.Length);
    }

    /// <summary>Length of the record, in octets.</summary>
    public int Length { get; }

    /// <summary>
    /// Whether messages of this size pile up. Those that pass through are in arrays of the shared pool, which go round and round; these are up to
    /// twice as long as what is in them.
    /// </summary>
    public static bool PileUp(int length, MemoryGauge gauge) => gauge.Octets > (long)length * FewHeld;

    /// <summary>Room for a record.</summary>
    public static byte[] Allocate(int length, MemoryGauge gauge) =>
        PileUp(length, gauge) ? GC.AllocateUninitializedArray<byte>(length) : ArrayPool<byte>.Shared.Rent(length);

    public ReadOnlySpan<byte> Record => _octets.AsSpan(0, Length);

    public void Retain() => Interlocked.Increment(ref _references);

    /// <summary>Gives up a reference.</summary>
    /// <param name="gauge">Where the octets were counted: it is not kept with each message.</param>
    public void Release(MemoryGauge gauge)
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            byte[] octets = _octets!;
            _octets = null;
            gauge.Add(-octets.Length);
            if (octets.Length != Length)
            {
                ArrayPool<byte>.Shared.Return(octets);
            }
        }
    }
}
