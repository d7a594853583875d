using System.Buffers;
using System.Buffers.Text;
using TypedAmqp.Consuming;
using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <summary>
/// What callers tell a server about requests at work: that they wait no longer, or take more items. It has a queue of its own, which only this
/// server's connection uses and which goes with it.
/// </summary>
internal sealed class RpcServerControl : IMessageHandler
{
    /// <summary>How many calls are remembered that were given up before their request came to work here, if it ever does.</summary>
    private const int Remembered = 1024;

    /// <summary>More than a caller asks for at a time.</summary>
    private const int MostItems = 1_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RpcWork> _atWork = new(StringComparer.Ordinal);
    private readonly HashSet<string> _givenUp = new(StringComparer.Ordinal);
    private readonly Queue<string> _givenUpInOrder = new();

    private RpcServerControl(string queue) => Queue = queue;

    /// <summary>The queue's name.</summary>
    public string Queue { get; }

    /// <summary>What settles the requests of the same channel, among whose deliveries these are.</summary>
    public DeliveryPump? Requests { get; set; }

    public static async Task<RpcServerControl> StartAsync(AmqpChannel channel, string service, CancellationToken cancellationToken)
    {
        QueueInfo queue = await channel.DeclareQueueAsync(
            "", durable: false, exclusive: true, autoDelete: true, arguments: null, cancellationToken).ConfigureAwait(false);
        await channel.BindQueueAsync(
            queue.Name, RpcWire.ControlExchange, RpcWire.ControlKeyOf(service), arguments: null, cancellationToken).ConfigureAwait(false);
        RpcServerControl control = new(queue.Name);
        await channel.ConsumeAsync(queue.Name, control, new ConsumeOptions { NoAck = true }, cancellationToken).ConfigureAwait(false);
        return control;
    }

    /// <summary>A request comes to work. It is already given up when its caller said so before.</summary>
    public void Begin(RpcWork work)
    {
        lock (_gate)
        {
            if (work.CorrelationId.Length > 0 && !_givenUp.Contains(work.CorrelationId))
            {
                _atWork[work.CorrelationId] = work;
                return;
            }
        }

        if (work.CorrelationId.Length > 0)
        {
            work.GiveUp();
        }
    }

    /// <summary>A request is done.</summary>
    public void End(RpcWork work)
    {
        lock (_gate)
        {
            if (_atWork.TryGetValue(work.CorrelationId, out RpcWork? known) && known == work)
            {
                _atWork.Remove(work.CorrelationId);
            }
        }
    }

    public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        Requests?.Pass(message.Delivery);
        ReadOnlySpan<byte> type = Arrival.TypeOf(in message);
        string correlationId = CorrelationId.TextOf(message.Properties.CorrelationId);
        lock (_gate)
        {
            _atWork.TryGetValue(correlationId, out RpcWork? work);
            if (type.SequenceEqual(RpcWire.CancelTypeOctets))
            {
                work?.GiveUp();
                if (work is null)
                {
                    Remember(correlationId);
                }
            }
            else if (type.SequenceEqual(RpcWire.CreditTypeOctets)
                && Utf8Parser.TryParse(message.Body.ToArray(), out int items, out _)
                && items is > 0 and < MostItems)
            {
                work?.Grant(items);
            }
        }

        return ValueTask.CompletedTask;
    }

    private void Remember(string correlationId)
    {
        if (_givenUp.Add(correlationId))
        {
            _givenUpInOrder.Enqueue(correlationId);
            if (_givenUpInOrder.Count > Remembered)
            {
                _givenUp.Remove(_givenUpInOrder.Dequeue());
            }
        }
    }
}
