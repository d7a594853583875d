using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>A message that the broker itself sends on: one that died, or one that has waited long enough.</summary>
internal abstract class Letter
{
    private readonly List<byte[]>? _copies;
    private readonly byte[] _record;
    private readonly PublishedMessage _message;
    private readonly Queue _queue;
    private readonly QueueEntry _kept;

    /// <summary>Copies the octets of a message.</summary>
    /// <param name="queue">The queue that it leaves.</param>
    /// <param name="kept">What that queue keeps of it, if it is on the disk: until it is there once more.</param>
    /// <param name="copies">Its further routing keys; null: none.</param>
    /// <param name="message">The message.</param>
    protected Letter(Queue queue, in QueueEntry kept, List<byte[]>? copies, in MessageOctets message)
    {
        _queue = queue;
        _kept = kept;
        _copies = copies;
        _record = MessageRecord.Rent(message, out _message);
    }

    /// <summary>Where it is sent on.</summary>
    protected VirtualHost VirtualHost => _queue.VirtualHost;

    /// <summary>Adds it to the messages of a batch. Where it leads nowhere it is gone.</summary>
    /// <param name="batch">The batch, which takes over its octets.</param>
    /// <param name="targets">What to route with.</param>
    /// <param name="route">A route to be overwritten.</param>
    public void Publish(PublishBatch batch, RouteTargets targets, Route route)
    {
        PublishedMessage message = _message;
        message.Segment = batch.AddRecord(_record);
        ReadOnlySpan<byte> address = _record.AsSpan(0, _message.AddressLength);
        targets.Clear();
        RoutingContext context = new()
        {
            RoutingKey = address[(address[0] + 2)..],
            MoreKeys = _copies,
            Properties = new BasicPropertiesView(_record.AsSpan(_message.Properties, _message.PropertiesLength)),
        };
        FindExchange()?.Route(context, targets);
        route.Set([.. targets.Queues.Where(MayReach)]);
        Routed(batch, route, targets);
        if (message.BodyLength >= SharedMessage.Threshold)
        {
            batch.Share(ref message, VirtualHost.Resources.Memory);
        }

        batch.Add(route, message);
    }

    /// <summary>It is with the queues that take it. No lock is held.</summary>
    public virtual void Sent()
    {
        if ((_kept.Flags & EntryFlags.Kept) != 0)
        {
            _queue.ReleaseSent(_kept);
        }
    }

    /// <summary>It is clear where it goes; it is added to the batch next.</summary>
    protected virtual void Routed(PublishBatch batch, Route route, RouteTargets targets)
    {
    }

    /// <summary>Where it begins; null when that is gone.</summary>
    protected abstract Exchange? FindExchange();

    /// <summary>Whether it may go to a queue that it was routed to.</summary>
    protected virtual bool MayReach(Queue queue) => true;
}
