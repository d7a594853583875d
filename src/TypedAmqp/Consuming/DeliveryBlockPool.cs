using TypedAmqp.Connections;

namespace TypedAmqp.Consuming;

/// <summary>The process's spare blocks for received messages: one is taken by a read loop and given back by a dispatch loop.</summary>
internal sealed class DeliveryBlockPool
{
    /// <summary>As many as one slow consumer may fill before reading pauses.</summary>
    private const int Spares = 64;

    private readonly Lock _gate = new();
    private readonly Stack<DeliveryBlock> _spare = new(Spares);
    private readonly Stack<DeliveryBlock> _spareWithoutOctets = new(Spares);

    public static DeliveryBlockPool Shared { get; } = new();

    /// <summary>A block of at least so many octets, referenced once.</summary>
    public DeliveryBlock Rent(int octets)
    {
        DeliveryBlock? spare;
        bool isLarge = octets > BlockPool.BlockOctets;
        lock (_gate)
        {
            if ((isLarge ? _spareWithoutOctets : _spare).TryPop(out spare) && !isLarge)
            {
                return spare;
            }
        }

        byte[] block = BlockPool.Rent(octets);
        if (spare is null)
        {
            return new DeliveryBlock(block, this);
        }

        spare.Octets = block;
        return spare;
    }

    public void Return(DeliveryBlock block)
    {
        // A block of another size was made for one large message.
        bool isLarge = block.Octets.Length != BlockPool.BlockOctets;
        Stack<DeliveryBlock> spares = isLarge ? _spareWithoutOctets : _spare;
        byte[] octets = block.Octets;
        if (isLarge)
        {
            block.Octets = [];
        }

        bool isKept;
        lock (_gate)
        {
            isKept = spares.Count < Spares;
            if (isKept)
            {
                spares.Push(block);
            }
        }

        if (isLarge || !isKept)
        {
            BlockPool.Return(octets);
        }
    }
}
