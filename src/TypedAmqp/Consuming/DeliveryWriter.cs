namespace TypedAmqp.Consuming;

/// <summary>
/// Appends the octets of messages to blocks, one message at a time. Used by the read loop alone. It has no block before its first message, nor
/// between those that are copied: there may be many thousands of consumers and channels.
/// </summary>
internal sealed class DeliveryWriter
{
    /// <summary>A block that one very large message asked for is not kept for the next ones.</summary>
    private const int GreatestKept = 1024 * 1024;

    private DeliveryBlock? _block;
    private int _start;
    private int _used;
    private int _unpublished;

    /// <summary>Begins a message. When every earlier one is handled, the block is filled from its start again, while it is warm.</summary>
    public void Begin()
    {
        _block ??= DeliveryBlockPool.Shared.Rent(0);
        if (_unpublished == 0 && _block.IsUnshared)
        {
            _used = 0;
            if (_block.Octets.Length > GreatestKept)
            {
                _block.Release();
                _block = DeliveryBlockPool.Shared.Rent(0);
            }
        }

        _start = _used;
    }

    /// <summary>Room for the next octets of the message, which the caller fills.</summary>
    public Span<byte> Append(int octets)
    {
        Reserve(octets);
        Span<byte> span = _block!.Octets.AsSpan(_used, octets);
        _used += octets;
        return span;
    }

    /// <summary>Sees to it that the message's next octets lie behind those it has, in one block.</summary>
    public void Reserve(int octets)
    {
        if (_block!.Octets.Length - _used < octets)
        {
            MoveToNewBlock(octets);
        }
    }

    /// <summary>Ends the message. The entry has a reference to its block once <see cref="Publish"/> was called.</summary>
    public DeliveryEntry End(byte exchangeLength, byte keyLength, int propertiesLength, int bodyLength, ulong tag, bool redelivered)
    {
        _unpublished++;
        return new DeliveryEntry(_block!, _start, exchangeLength, keyLength, propertiesLength, bodyLength, tag, redelivered);
    }

    /// <summary>Ends the message, whose octets are copied to memory of their own. Not between messages that are not.</summary>
    public byte[] EndCopy()
    {
        byte[] octets = _block!.Octets.AsSpan(_start, _used - _start).ToArray();
        _block.Release();
        (_block, _used) = (null, 0);
        return octets;
    }

    /// <summary>Gives the entries since the last call their references. Before anyone else sees them.</summary>
    public void Publish()
    {
        if (_unpublished > 0)
        {
            _block!.AddReferences(_unpublished);
            _unpublished = 0;
        }
    }

    private void MoveToNewBlock(int octets)
    {
        Publish();
        int begun = _used - _start;
        DeliveryBlock block = DeliveryBlockPool.Shared.Rent(begun + octets);
        _block!.Octets.AsSpan(_start, begun).CopyTo(block.Octets);
        _block.Release();
        _block = block;
        _start = 0;
        _used = begun;
    }
}
