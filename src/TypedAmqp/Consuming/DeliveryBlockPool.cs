using TypedAmqp.Connections;

namespace TypedAmqp.Consuming;

/// <summary>The process's spare blocks for received messages: one is taken by a read loop and given back by a dispatch loop.</summary>
internal sealed class DeliveryBlockPool
{
    /// <summary>As many as one slow consumer may fill before reading pauses.</summary>
    private const int Spares = 64;

    private readonly Lock _gate = new();
    private readonly Stack<DeliveryBlock> _spare = new(Spares);

    public static DeliveryBlockPool Shared { get; } = new();

    /// <summary>A block of at least so many octets, referenced once.</summary>
    public DeliveryBlock Rent(int octets)
    {
        if (octets <= BlockPool.BlockOctets)
        {
            lock (_gate)
            {
                if (_spare.TryPop(out DeliveryBlock? spare))
                {
                    return spare;
                }
            }
        }

        return new DeliveryBlock(BlockPool.Rent(octets), this);
    }

    public void Return(DeliveryBlock block)
    {
        // A block of another size was made for one large message.
        if (block.Octets.Length == BlockPool.BlockOctets)
        {
            lock (_gate)
            {
                if (_spare.Count < Spares)
                {
                    _spare.Push(block);
                    return;
                }
            }
        }

        BlockPool.Return(block.Octets);
    }
}
