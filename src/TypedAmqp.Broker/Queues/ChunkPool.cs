using System.Collections.Concurrent;

namespace TypedAmqp.Broker;

/// <summary>Arrays for the slabs of all queues. Full-sized ones are kept for the next queue, up to a bound; smaller ones are left to the collector.</summary>
internal sealed class ChunkPool(MemoryGauge gauge)
{
    /// <summary>Size of a full chunk, in octets.</summary>
    public const int ChunkSize = 256 * 1024;

    private const int MostKept = 64;

    private readonly ConcurrentBag<byte[]> _kept = [];
    private int _keptCount;

    public MemoryGauge Gauge => gauge;

    public byte[] Rent(int size)
    {
        gauge.Add(size);
        if (size == ChunkSize && _kept.TryTake(out byte[]? kept))
        {
            Interlocked.Decrement(ref _keptCount);
            return kept;
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    public void Return(byte[] chunk)
    {
        gauge.Add(-chunk.Length);
        if (chunk.Length != ChunkSize)
        {
            return;
        }

        if (Interlocked.Increment(ref _keptCount) <= MostKept)
        {
            _kept.Add(chunk);
        }
        else
        {
            Interlocked.Decrement(ref _keptCount);
        }
    }
}
