using TypedAmqp.Consuming;

namespace TypedAmqp;

/// <summary>
/// The body of a message that somebody took: it stays as it is until it is disposed of. The block of pooled memory in which it lies, with other
/// messages, is not used again before; one that is never disposed of costs a new block, and nothing else.
/// </summary>
public sealed class MessageBody : IDisposable
{
    private readonly DeliveryEntry _entry;
    private int _disposed;

    internal MessageBody(in DeliveryEntry entry)
    {
        entry.Block.AddReferences(1);
        _entry = entry;
    }

    /// <summary>The octets.</summary>
    /// <exception cref="ObjectDisposedException">They were given back.</exception>
    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _entry.Body;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _entry.Block.Release();
        }
    }
}
