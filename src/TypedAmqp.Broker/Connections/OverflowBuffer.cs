using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>What is written to a connection while its transport is busy flushing. Takes memory only while it holds something.</summary>
internal sealed class OverflowBuffer
{
    private const int Smallest = 4096;

    private byte[] _octets = [];

    /// <summary>How much it holds, in octets.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<byte> Written => _octets.AsSpan(0, Count);

    /// <summary>The free rest, at least as large as asked for.</summary>
    public ArraySegment<byte> Rest(int atLeast)
    {
        if (_octets.Length - Count < atLeast)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Max(Count + atLeast, _octets.Length * 2)));
            Written.CopyTo(larger);
            Return();
            _octets = larger;
        }

        return new ArraySegment<byte>(_octets, Count, _octets.Length - Count);
    }

    public void Advance(int count) => Count += count;

    public void Clear()
    {
        Return();
        _octets = [];
        Count = 0;
    }

    private void Return()
    {
        if (_octets.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_octets);
        }
    }
}
