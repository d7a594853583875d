using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>
/// How far a subscription of a stream has come. A broker keeps that for nobody: a consumer that takes the place of another says where to go on, which
/// is behind the last message that was handled, or with the first one that was not.
/// </summary>
/// <param name="begin">Where the subscription was to begin; null for with what comes next.</param>
internal sealed class StreamPosition(StreamOffset? begin)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<long> _open = [];
    private long _last = -1;
    private int _epoch;

    private static ReadOnlySpan<byte> OffsetHeader => "x-stream-offset"u8;

    /// <summary>Where the consumer of an epoch begins. What is left of an older one counts no more.</summary>
    public StreamOffset? Begin(int epoch)
    {
        lock (_gate)
        {
            _epoch = epoch;
            long next = _open.Count > 0 ? _open.Min : _last + 1;
            _open.Clear();
            return next > 0 ? StreamOffset.At(next) : begin;
        }
    }

    /// <summary>A message is being handled.</summary>
    public void Take(in ReceivedMessage message)
    {
        if (OffsetOf(in message) is long offset)
        {
            lock (_gate)
            {
                if (message.Delivery.Epoch == _epoch)
                {
                    _open.Add(offset);
                    _last = Math.Max(_last, offset);
                }
            }
        }
    }

    /// <summary>A message was handled, or its handler has failed for good.</summary>
    public void Leave(in ReceivedMessage message)
    {
        if (OffsetOf(in message) is long offset)
        {
            lock (_gate)
            {
                if (message.Delivery.Epoch == _epoch)
                {
                    _open.Remove(offset);
                }
            }
        }
    }

    private static long? OffsetOf(in ReceivedMessage message)
    {
        try
        {
            return message.Properties.Headers.TryGet(OffsetHeader, out FieldValueView value) && value.TryGetInteger(out long offset) ? offset : null;
        }
        catch (AmqpException)
        {
            // Malformed headers: whoever reads them says so.
            return null;
        }
    }
}
