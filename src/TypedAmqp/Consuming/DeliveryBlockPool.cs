using System.Buffers;

namespace TypedAmqp.Consuming;

/// <summary>The spare blocks of one consumer: one is taken by the read loop and given back by a dispatch loop.</summary>
internal sealed class DeliveryBlockPool
{
    public const int BlockOctets = 64 * 1024;
    private const int Spares = 8;

    private readonly Lock _gate = new();
    private readonly Stack<DeliveryBlock> _spare = new(Spares);

    /// <summary>A block of at least so many octets, referenced once.</summary>
    public DeliveryBlock Rent(int octets)
    {
        if (octets <= BlockOctets)
        {
            lock (_gate)
            {
                if (_spare.TryPop(out DeliveryBlock? spare))
                {
                    return spare;
                }
            }
        }

        return new DeliveryBlock(ArrayPool<byte>.Shared.Rent(Math.Max(octets, BlockOctets)), this);
    }

    public void Return(DeliveryBlock block)
    {
        // A block of another size was made for one large message.
        if (block.Octets.Length == BlockOctets)
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

        ArrayPool<byte>.Shared.Return(block.Octets);
    }
}
