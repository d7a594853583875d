using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>A message that died in its queue, on its way to the dead-letter exchange, with the history of its deaths in its headers.</summary>
internal sealed class DeadLetter : Letter
{
    private readonly DeathHistory _history;
    private readonly string _exchange;
    private readonly DeadLetterReceipt? _receipt;

    private DeadLetter(
        Queue queue,
        in QueueEntry kept,
        string exchange,
        List<byte[]>? copies,
        DeathHistory history,
        DeadLetterReceipt? receipt,
        in MessageOctets message)
        : base(queue, kept, copies, message)
    {
        _exchange = exchange;
        _history = history;
        _receipt = receipt;
    }

    /// <summary>
    /// Makes the message that is sent to the dead-letter exchange. Under the lock of the queue, which lets go of the dead one, if it is kept, when
    /// that was sent.
    /// </summary>
    public static DeadLetter Create(
        Queue queue,
        QueueSettings settings,
        in MessageOctets message,
        byte[] reason,
        DateTimeOffset now,
        DeadLetterReceipt? receipt = null,
        QueueEntry kept = default)
    {
        string exchange = settings.DeadLetterExchange!;
        FieldTableView before = new BasicPropertiesView(message.Properties).Headers;
        List<byte[]>? copies = SenderKeys.Read(before);
        DeathHistory history = DeathHistory.Add(
            before, SenderKeys.ReadVisible(before), queue.NameOctets, reason, message, now, queue.VirtualHost.Resources.Compatibility,
            out ReadOnlySpan<byte> headers);
        EntryFlags flags = EntryFlags.Persistent | EntryFlags.Blind;
        if (settings.DeadLetterRoutingKey is not null && copies is not null)
        {
            headers = SenderKeys.WithoutCopies(new FieldTableView(headers));
            copies = null;
            flags = EntryFlags.Persistent;
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
            Flags = (message.Flags & flags) | EntryFlags.Died,
        };
        return new DeadLetter(queue, kept, exchange, copies, history, receipt, dead);
    }

    public override void Sent()
    {
        _receipt?.Sent();
        base.Sent();
    }

    // One that goes round for ever is dropped; one that leads nowhere is not.
    protected override void Routed(PublishBatch batch, Route route, RouteTargets targets)
    {
        if (_receipt is null)
        {
            return;
        }

        if (targets.Queues.Count == 0)
        {
            _receipt.Reject(default);
        }
        else if (route.MayReject)
        {
            batch.Expect(_receipt, default);
        }
    }

    protected override Exchange? FindExchange() => VirtualHost.FindExchange(_exchange);

    // Where it would go round for ever it does not go.
    protected override bool MayReach(Queue queue) => !_history.IsCycle(queue.NameOctets);
}
