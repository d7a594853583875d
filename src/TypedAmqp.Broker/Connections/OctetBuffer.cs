using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>Octets that have to wait. Takes memory, from the shared pool, only while it holds some.</summary>
internal sealed class OctetBuffer
{
    private const int Smallest = 4096;

    private byte[] _octets = [];

    /// <summary>How much it holds, in octets.</summary>
    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Written => _octets.AsMemory(0, Count);

    /// <summary>The free rest, at least as large as asked for.</summary>
    public ArraySegment<byte> Rest(int atLeast)
    {
        if (_octets.Length - Count < atLeast)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Max(Count + atLeast, _octets.Length * 2)));
            _octets.AsSpan(0, Count).CopyTo(larger);
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
