using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Testing;

/// <summary>
/// What clients have published and settled, in order, with where it was routed. After <see cref="TestBroker.IdleAsync"/> it is complete.
/// </summary>
public sealed class TestLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedMessage> _published = [];
    private readonly List<LoggedSettlement> _settled = [];

    internal TestLog()
    {
    }

    /// <summary>What was published, and where to.</summary>
    public IReadOnlyList<LoggedMessage> Published
    {
        get
        {
            lock (_gate)
            {
                return [.. _published];
            }
        }
    }

    /// <summary>What was settled, and how.</summary>
    public IReadOnlyList<LoggedSettlement> Settled
    {
        get
        {
            lock (_gate)
            {
                return [.. _settled];
            }
        }
    }

    /// <summary>What was published and reached no queue.</summary>
    public IReadOnlyList<LoggedMessage> Unroutable => [.. Published.Where(static message => !message.IsRouted)];

    /// <summary>What reached a queue.</summary>
    /// <param name="queue">The queue's name.</param>
    public IReadOnlyList<LoggedMessage> RoutedTo(string queue) => [.. Published.Where(message => message.Queues.Contains(queue))];

    /// <summary>Forgets everything so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _published.Clear();
            _settled.Clear();
        }
    }

    internal void Add(VirtualHost virtualHost, in MessageOctets message, ReadOnlySpan<Queue> queues)
    {
        string[] names = new string[queues.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = queues[i].Name;
        }

        LoggedMessage logged = new(
            virtualHost.Name,
            new ShortString(message.Exchange).ToString(),
            new ShortString(message.RoutingKey).ToString(),
            BasicProperties.Read(new BasicPropertiesView(message.Properties)),
            message.Body.ToArray(),
            names);
        lock (_gate)
        {
            _published.Add(logged);
        }
    }

    internal void Add(Queue queue, in MessageOctets message, SettlementKind kind)
    {
        LoggedSettlement logged = new(queue.VirtualHost.Name, queue.Name, message.Body.ToArray(), kind switch
        {
            SettlementKind.Acknowledged => LoggedOutcome.Acknowledged,
            SettlementKind.Rejected => LoggedOutcome.Rejected,
            _ => LoggedOutcome.Requeued,
        });
        lock (_gate)
        {
            _settled.Add(logged);
        }
    }
}
