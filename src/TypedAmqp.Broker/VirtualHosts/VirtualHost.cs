using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A virtual host (section 2.2.1 of the specification): exchanges, queues and bindings that know nothing of those in other virtual hosts. Its rules
/// and their reply codes are RabbitMQ's. One lock guards every change; looking up and routing take none.
/// </summary>
public sealed partial class VirtualHost
{
    private const string ReservedPrefix = "amq.";

    private readonly OctetMap<Exchange> _exchanges = new();
    private readonly OctetMap<Queue> _queues = new();

    // The bindings to a queue or an exchange that has any.
    private readonly Dictionary<object, HashSet<Binding>> _incoming = new(ReferenceEqualityComparer.Instance);

    // The exclusive queues of a connection that has any.
    private readonly Dictionary<object, HashSet<Queue>> _exclusive = new(ReferenceEqualityComparer.Instance);
    private int _topologyVersion;
    private volatile bool _isDeleted;

    internal VirtualHost(string name, BrokerResources resources)
    {
        Name = name;
        Resources = resources;
        Topology?.Add(this);
        Add(new DefaultExchange(this));
        Predeclare("amq.direct", ExchangeTypes.Direct);
        Predeclare("amq.fanout", ExchangeTypes.Fanout);
        Predeclare("amq.topic", ExchangeTypes.Topic);
        Predeclare("amq.headers", ExchangeTypes.Headers);
        Predeclare("amq.match", ExchangeTypes.Headers);
        Predeclare("amq.rabbitmq.trace", ExchangeTypes.Topic, isInternal: true);
    }

    /// <summary>The name, <c>/</c> for the default one.</summary>
    public string Name { get; }

    /// <summary>
    /// Changes whenever an exchange, a queue or a binding comes or goes, after routing sees it: what was routed while this had one value is true as
    /// long as it has that value.
    /// </summary>
    public int TopologyVersion => Volatile.Read(ref _topologyVersion);

    /// <summary>What its channels counted.</summary>
    internal ChannelTotals Totals { get; } = new();

    /// <summary>Every exchange, by name; the default exchange with its empty name is the first.</summary>
    public IReadOnlyList<Exchange> Exchanges => [.. _exchanges.OrderBy(static exchange => exchange.Name, StringComparer.Ordinal)];

    /// <summary>Every queue, by name.</summary>
    public IReadOnlyList<Queue> Queues => [.. _queues.OrderBy(static queue => queue.Name, StringComparer.Ordinal)];

    /// <summary>It was deleted: nothing can be declared in it any more.</summary>
    internal bool IsDeleted => _isDeleted;

    /// <summary>Guards every change of the topology; taken before the locks of queues.</summary>
    internal Lock Gate { get; } = new();

    internal BrokerResources Resources { get; }

    // Keeps what is durable; null: nothing does.
    private TopologyStore? Topology => Resources.Topology;

    /// <summary>The exchange of a name, or null; empty names the default exchange.</summary>
    public Exchange? FindExchange(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(_exchanges, name);
    }

    /// <summary>The exchange of a name as it lies on the wire, or null; empty names the default exchange.</summary>
    public Exchange? FindExchange(ReadOnlySpan<byte> name) => _exchanges.Find(name);

    /// <summary>The queue of a name, or null.</summary>
    public Queue? FindQueue(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(_queues, name);
    }

    /// <summary>The queue of a name as it lies on the wire, or null.</summary>
    public Queue? FindQueue(ReadOnlySpan<byte> name) => _queues.Find(name);

    private static T? Find<T>(OctetMap<T> map, string name)
        where T : class
    {
        // Longer than any name can be; three octets at most stand for one of these characters.
        if (name.Length > ShortString.MaxLength)
        {
            return null;
        }

        Span<byte> octets = stackalloc byte[ShortString.MaxLength * 3];
        return map.Find(octets[..Encoding.UTF8.GetBytes(name, octets)]);
    }

    // What RabbitMQ does with names that are declared, bound or deleted.
    internal static string WithoutLineBreaks(string name) =>
        name.AsSpan().ContainsAny('\r', '\n') ? name.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal) : name;

    private string DescribeExchange(string name) => $"exchange '{name}' in vhost '{Name}'";

    private string DescribeQueue(string name) => $"queue '{name}' in vhost '{Name}'";

    private void Predeclare(string name, string type, bool isInternal = false) =>
        Add(ExchangeTypes.Create(this, new ExchangeDeclaration(name, type, Durable: true, AutoDelete: false, isInternal, [])));

    /// <summary>What was allowed may not be so any more: who remembers a route has to ask again.</summary>
    internal void ForgetRoutes()
    {
        lock (Gate)
        {
            Changed();
        }
    }

    /// <summary>Deletes all that is in it, and keeps nothing of it any more.</summary>
    internal void Delete()
    {
        lock (Gate)
        {
            _isDeleted = true;
            foreach (Queue queue in _queues.ToArray())
            {
                Remove(queue);
            }

            // One may take others along.
            while (_exchanges.FirstOrDefault() is { } exchange)
            {
                Remove(new Stack<Exchange>([exchange]));
            }

            Topology?.Remove(this);
            Changed();
        }
    }

    // Under the lock: what is declared in it would be kept without it.
    private void RefuseDeleted(MethodId method)
    {
        if (_isDeleted)
        {
            throw Refusal.Connection(ReplyCode.ConnectionForced, $"vhost '{Name}' is deleted", method);
        }
    }

    // Last of all in a change, when everything of it can be seen.
    private void Changed() => Volatile.Write(ref _topologyVersion, _topologyVersion + 1);
}
