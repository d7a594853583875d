using System.Buffers;

namespace TypedAmqp.Connections;

/// <summary>Octets on their way out, in blocks: appended in order, then handed to the transport block by block. Not synchronised.</summary>
internal sealed class OutputBuffer : IBufferWriter<byte>
{
    private readonly List<ArraySegment<byte>> _full = [];
    private byte[] _open = BlockPool.Rent(0);
    private int _used;

    /// <summary>Octets in all blocks.</summary>
    public long Length { get; private set; }

    /// <summary>Blocks that hold octets: the full ones, then the open one.</summary>
    public int BlockCount => _full.Count + (_used > 0 ? 1 : 0);

    public ReadOnlyMemory<byte> Block(int index) => index < _full.Count ? _full[index] : _open.AsMemory(0, _used);

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _open.AsSpan(_used);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _open.AsMemory(_used);
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_open.Length - _used));
        _used += count;
        Length += count;
    }

    /// <summary>Forgets the octets and keeps one block for the next ones.</summary>
    public void Clear()
    {
        foreach (ArraySegment<byte> block in _full)
        {
            BlockPool.Return(block.Array!);
        }

        _full.Clear();
        _used = 0;
        Length = 0;
        if (_open.Length > BlockPool.BlockOctets)
        {
            // A block that one large frame asked for is not kept for small ones.
            BlockPool.Return(_open);
            _open = BlockPool.Rent(0);
        }
    }

    /// <summary>Gives all blocks back. It is not used any more.</summary>
    public void Close()
    {
        Clear();
        if (_open.Length > 0)
        {
            BlockPool.Return(_open);
            _open = [];
        }
    }

    private void Ensure(int octets)
    {
        if (_open.Length - _used >= octets)
        {
            return;
        }

        if (_used > 0)
        {
            _full.Add(new ArraySegment<byte>(_open, 0, _used));
        }
        else
        {
            BlockPool.Return(_open);
        }

        _open = BlockPool.Rent(octets);
        _used = 0;
    }
}
