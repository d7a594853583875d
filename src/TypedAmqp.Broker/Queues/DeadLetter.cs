using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>A message that died in its queue, on its way to the dead-letter exchange, with the history of its deaths in its headers.</summary>
internal sealed class DeadLetter : Letter
{
    private readonly DeathHistory _history;
    private readonly string _exchange;

    private DeadLetter(VirtualHost virtualHost, string exchange, List<byte[]>? copies, DeathHistory history, in MessageOctets message)
        : base(virtualHost, copies, message)
    {
        _exchange = exchange;
        _history = history;
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
        byte[] properties = new byte[HeaderEdit.MostOctets(message.Properties, headers)];
        int length = HeaderEdit.Write(message.Properties, headers, keepExpiration: false, properties);
        ReadOnlySpan<byte> key = settings.DeadLetterRoutingKey is { } other ? Encoding.UTF8.GetBytes(other) : message.RoutingKey;
        byte[] exchangeOctets = Encoding.UTF8.GetBytes(exchange);
        MessageOctets dead = new()
        {
            Address = [(byte)exchangeOctets.Length, .. exchangeOctets, (byte)key.Length, .. key],
            Properties = properties.AsSpan(0, length),
            Body = message.Body,
            Flags = message.Flags & EntryFlags.Persistent,
        };
        return new DeadLetter(queue.VirtualHost, exchange, copies, history, dead);
    }

    protected override Exchange? FindExchange() => VirtualHost.FindExchange(_exchange);

    // Where it would go round for ever it does not go.
    protected override bool MayReach(Queue queue) => !_history.IsCycle(queue.NameOctets);
}
