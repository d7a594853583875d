using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>A message that died in its queue, on its way to the dead-letter exchange, with the history of its deaths in its headers.</summary>
internal sealed class DeadLetter
{
    private readonly byte[] _record;
    private readonly PublishedMessage _message;
    private readonly DeathHistory _history;
    private readonly string _exchange;
    private readonly List<byte[]>? _copies;
    private readonly VirtualHost _virtualHost;

    private DeadLetter(VirtualHost virtualHost, string exchange, List<byte[]>? copies, DeathHistory history, byte[] record, in PublishedMessage message)
    {
        _virtualHost = virtualHost;
        _exchange = exchange;
        _copies = copies;
        _history = history;
        _record = record;
        _message = message;
    }

    /// <summary>Makes the message that is sent to the dead-letter exchange. Under the lock of the queue.</summary>
    public static DeadLetter Create(Queue queue, QueueSettings settings, in MessageOctets message, byte[] reason, DateTimeOffset now)
    {
        string exchange = settings.DeadLetterExchange!;
        FieldTableView before = new BasicPropertiesView(message.Properties).Headers;
        List<byte[]>? copies = SenderKeys.Read(before);
        DeathHistory history = DeathHistory.Add(before, copies, queue.NameOctets, reason, message, now, out ReadOnlySpan<byte> headers);
        if (settings.DeadLetterRoutingKey is not null && copies is not null)
        {
            headers = SenderKeys.WithoutCopies(new FieldTableView(headers));
            copies = null;
        }

        // What it may have died of once it does not die of again.
        byte[] propertyOctets = new byte[HeaderEdit.MostOctets(message.Properties, headers)];
        int propertiesLength = HeaderEdit.Write(message.Properties, headers, keepExpiration: false, propertyOctets);
        ReadOnlySpan<byte> key = settings.DeadLetterRoutingKey is { } other ? Encoding.UTF8.GetBytes(other) : message.RoutingKey;
        byte[] exchangeOctets = Encoding.UTF8.GetBytes(exchange);
        MessageOctets dead = new()
        {
            Address = [(byte)exchangeOctets.Length, .. exchangeOctets, (byte)key.Length, .. key],
            Properties = propertyOctets.AsSpan(0, propertiesLength),
            Body = message.Body,
            Flags = message.Flags & EntryFlags.Persistent,
        };
        byte[] record = MessageRecord.Rent(dead, out PublishedMessage published);
        return new DeadLetter(queue.VirtualHost, exchange, copies, history, record, published);
    }

    /// <summary>Adds it to the messages of a batch. Where its exchange is missing or leads nowhere it is gone.</summary>
    /// <param name="batch">The batch, which takes over its octets.</param>
    /// <param name="targets">What to route with.</param>
    /// <param name="route">A route to be overwritten.</param>
    public void Publish(PublishBatch batch, RouteTargets targets, Route route)
    {
        PublishedMessage message = _message;
        message.Segment = batch.AddRecord(_record);
        ReadOnlySpan<byte> address = _record.AsSpan(0, _message.AddressLength);
        targets.Clear();
        _virtualHost.FindExchange(_exchange)?.Route(
            new RoutingContext
            {
                RoutingKey = address[(address[0] + 2)..],
                MoreKeys = _copies,
                Properties = new BasicPropertiesView(_record.AsSpan(_message.Properties, _message.PropertiesLength)),
            },
            targets);
        route.Set([.. targets.Queues.Where(queue => !_history.IsCycle(queue.NameOctets))]);
        if (message.BodyLength >= SharedMessage.Threshold)
        {
            batch.Share(ref message, _virtualHost.Resources.Memory);
        }

        batch.Add(route, message);
    }
}
