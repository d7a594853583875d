using System.Buffers;
using System.Collections.Concurrent;

namespace TypedAmqp.Server;

/// <summary>Memory for reading from and writing to sockets, in blocks of 64 KiB that the garbage collector does not move.</summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    private const int BlockSize = 64 * 1024;

    // What a busy moment needed is kept for the next one up to 8 MiB; the rest goes back to the garbage collector.
    private const int MostKept = 128;

    private readonly ConcurrentQueue<Block> _free = new();
    private int _kept;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (_free.TryDequeue(out Block? block))
        {
            Interlocked.Decrement(ref _kept);
            block.Rented();
            return block;
        }

        return new Block(this);
    }

    protected override void Dispose(bool disposing) => _free.Clear();

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= MostKept)
        {
            _free.Enqueue(block);
        }
        else
        {
            Interlocked.Decrement(ref _kept);
        }
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _octets = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
        private int _isRented = 1;

        public Memory<byte> Memory => _octets;

        public void Rented() => Volatile.Write(ref _isRented, 1);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isRented, 0) == 1)
            {
                pool.Return(this);
            }
        }
    }
}
