namespace TypedAmqp.Consuming;

/// <summary>
/// The deliveries of a channel that are still to be settled, where that is left to handlers: each is settled by whoever takes it first.
/// </summary>
internal sealed class OpenDeliveries
{
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _tags = [];

    /// <summary>A delivery came.</summary>
    public void Add(ulong tag)
    {
        lock (_gate)
        {
            _tags.Add(tag);
        }
    }

    /// <summary>A delivery is about to be settled.</summary>
    /// <returns>False when it was before.</returns>
    public bool Take(ulong tag)
    {
        lock (_gate)
        {
            return _tags.Remove(tag);
        }
    }
}
