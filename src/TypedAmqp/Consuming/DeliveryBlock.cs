namespace TypedAmqp.Consuming;

/// <summary>
/// A block of octets that several received messages share. Whoever drops the last reference gives it back to the writer's spare ones.
/// </summary>
/// <param name="octets">The octets.</param>
/// <param name="pool">Where it goes in the end; null leaves it to the garbage collector.</param>
internal sealed class DeliveryBlock(byte[] octets, DeliveryBlockPool? pool)
{
    private int _references = 1;

    /// <summary>The octets; a spare block for a large message gets other ones, of the size that it takes.</summary>
    public byte[] Octets { get; set; } = octets;

    /// <summary>Whether only the writer is left.</summary>
    public bool IsUnshared => Volatile.Read(ref _references) == 1;

    public void AddReferences(int count) => Interlocked.Add(ref _references, count);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            _references = 1;
            pool?.Return(this);
        }
    }
}
