using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>
/// Writes into the log what of a broker's topology is durable, and builds it again. Changes are told under the lock of their virtual host, so that
/// the log has them in the order in which they happened. Exclusive queues go with their connections, and are never in it.
/// </summary>
internal sealed class TopologyStore(CommitLog log, MemoryGauge memory)
{
    private readonly Dictionary<int, (Queue Queue, LogStore Store)> _recovering = [];

    // Numbers of the queues of delayed exchanges that are restored.
    private readonly Dictionary<(string VirtualHost, string Exchange), int> _delays = [];

    /// <summary>Names of the virtual hosts that there were. Damage may have taken the definition of one, and left what is in it.</summary>
    public IReadOnlyList<string> VirtualHosts =>
    [
        .. log.Definitions.All(DefinitionKind.VirtualHost).Concat(log.Definitions.All(DefinitionKind.Exchange))
            .Concat(log.Definitions.All(DefinitionKind.Binding)).Select(static definition => new DefinitionReader(definition.Key).Text())
            .Concat(log.Definitions.All(DefinitionKind.Queue).Select(static definition => new DefinitionReader(definition.Value).Text()))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether a queue is to survive the broker.</summary>
    public static bool IsKept(QueueDeclaration queue) => queue is { Durable: true, Exclusive: false };

    /// <summary>The store of a new queue that is kept.</summary>
    public LogStore CreateStore() => new(log, log.NextQueue(), memory);

    /// <summary>The store of what waits in a delayed exchange: the one that it had, where it is restored.</summary>
    public LogStore CreateStore(VirtualHost virtualHost, string exchange) =>
        new(log, _delays.TryGetValue((virtualHost.Name, exchange), out int number) ? number : log.NextQueue(), memory);

    public void Add(VirtualHost virtualHost) => log.Put(KeyOf(virtualHost), []);

    public void Remove(VirtualHost virtualHost) => log.Remove(KeyOf(virtualHost));

    public void Add(Exchange exchange)
    {
        ExchangeDeclaration declaration = exchange.Declaration;
        if (declaration.Durable)
        {
            log.Put(KeyOf(exchange), new DefinitionWriter()
                .Text(declaration.Type).Bits(declaration.AutoDelete, declaration.Internal).Table(declaration.Arguments).ToArray());
        }

        if (exchange is DelayedExchange delayed)
        {
            Add(delayed.Waiting);
        }
    }

    public void Remove(Exchange exchange)
    {
        if (exchange.Declaration.Durable)
        {
            log.Remove(KeyOf(exchange));
        }

        if (exchange is DelayedExchange delayed)
        {
            Remove(delayed.Waiting);
        }
    }

    public void Add(Queue queue)
    {
        if (queue.Store is LogStore store)
        {
            log.Put(KeyOf(store), new DefinitionWriter()
                .Text(queue.VirtualHost.Name).Text(queue.Name)
                .Bits(queue.Declaration.AutoDelete, queue is DelayQueue).Table(queue.Declaration.Arguments).ToArray());
        }
    }

    public void Remove(Queue queue)
    {
        if (queue.Store is LogStore store)
        {
            log.Remove(KeyOf(store));
        }
    }

    public void Add(Binding binding)
    {
        if (IsKept(binding))
        {
            log.Put(KeyOf(binding), []);
        }
    }

    public void Remove(Binding binding)
    {
        if (IsKept(binding))
        {
            log.Remove(KeyOf(binding));
        }
    }

    /// <summary>Builds what was defined, and gives the queues their messages.</summary>
    public Recovery Restore(IReadOnlyDictionary<string, VirtualHost> virtualHosts, OpenedFolder opened)
    {
        DefinitionSet definitions = log.Definitions;
        IReadOnlyList<(byte[] Key, byte[] Value)> queues = definitions.All(DefinitionKind.Queue);
        foreach ((byte[] key, byte[] value) in queues)
        {
            FindDelays(BinaryPrimitives.ReadInt32LittleEndian(key), new DefinitionReader(value));
        }

        foreach ((byte[] key, byte[] value) in definitions.All(DefinitionKind.Exchange))
        {
            RestoreExchange(virtualHosts, new DefinitionReader(key), new DefinitionReader(value));
        }

        foreach ((byte[] key, byte[] value) in queues)
        {
            RestoreQueue(virtualHosts, key, new DefinitionReader(value));
        }

        foreach ((byte[] key, _) in definitions.All(DefinitionKind.Binding))
        {
            RestoreBinding(virtualHosts, key, new DefinitionReader(key));
        }

        long messages = 0;
        long redelivered = 0;
        FolderOpening.Recover(opened, Recover);
        foreach ((Queue queue, _) in _recovering.Values)
        {
            queue.Recovered();
        }

        Recovery recovery = new(_recovering.Values.Count(static found => found.Queue is not DelayQueue), messages, redelivered);
        _recovering.Clear();
        _delays.Clear();
        return recovery;

        void Recover(LogPlace place, IndexEntry entry)
        {
            if (_recovering.TryGetValue(entry.Queue, out (Queue Queue, LogStore Store) found))
            {
                messages++;
                redelivered += (entry.Flags & EntryFlags.Redelivered) == 0 ? 0 : 1;
                found.Queue.Recover(found.Store.Recover(place, entry));
            }
        }
    }

    private static bool IsKept(Binding binding) => binding.Source.Declaration.Durable
        && binding.Destination is Queue { Store: LogStore } or Exchange { Declaration.Durable: true };

    private static DefinitionKey KeyOf(VirtualHost virtualHost) =>
        new(DefinitionKind.VirtualHost, new DefinitionWriter().Text(virtualHost.Name).ToArray());

    private static DefinitionKey KeyOf(Exchange exchange) =>
        new(DefinitionKind.Exchange, new DefinitionWriter().Text(exchange.VirtualHost.Name).Text(exchange.Name).ToArray());

    private static DefinitionKey KeyOf(LogStore store)
    {
        byte[] key = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(key, store.Number);
        return new DefinitionKey(DefinitionKind.Queue, key);
    }

    private static DefinitionKey KeyOf(Binding binding) => new(DefinitionKind.Binding, new DefinitionWriter()
        .Text(binding.Source.VirtualHost.Name).Text(binding.Source.Name)
        .Bits(binding.Destination is Queue).Text(binding.Destination is Queue queue ? queue.Name : ((Exchange)binding.Destination).Name)
        .Text(binding.RoutingKey).Table(binding.Arguments).ToArray());

    private static void RestoreExchange(IReadOnlyDictionary<string, VirtualHost> virtualHosts, DefinitionReader key, DefinitionReader value)
    {
        VirtualHost virtualHost = virtualHosts[key.Text()];
        string name = key.Text();
        string type = value.Text();
        value.Bits(out bool autoDelete, out bool isInternal, out _);
        virtualHost.DeclareExchange(new ExchangeDeclaration(name, type, Durable: true, autoDelete, isInternal, value.Table()));
    }

    private void FindDelays(int number, DefinitionReader value)
    {
        (string, string) name = (value.Text(), value.Text());
        value.Bits(out _, out bool isDelay, out _);
        if (isDelay)
        {
            _delays[name] = number;
        }
    }

    private void RestoreQueue(IReadOnlyDictionary<string, VirtualHost> virtualHosts, byte[] key, DefinitionReader value)
    {
        int number = BinaryPrimitives.ReadInt32LittleEndian(key);
        VirtualHost virtualHost = virtualHosts[value.Text()];
        string name = value.Text();
        value.Bits(out bool autoDelete, out bool isDelay, out _);
        if (!isDelay)
        {
            LogStore store = new(log, number, memory);
            Queue queue = virtualHost.RestoreQueue(new QueueDeclaration(name, Durable: true, Exclusive: false, autoDelete, value.Table()), store);
            _recovering.Add(number, (queue, store));
        }
        else if (virtualHost.FindExchange(name) is DelayedExchange { Waiting: { Store: LogStore waiting } queue } && waiting.Number == number)
        {
            _recovering.Add(number, (queue, waiting));
        }
        else
        {
            // The broker ended in the middle of the exchange's deletion.
            log.Remove(new DefinitionKey(DefinitionKind.Queue, key));
        }
    }

    private void RestoreBinding(IReadOnlyDictionary<string, VirtualHost> virtualHosts, byte[] octets, DefinitionReader key)
    {
        VirtualHost virtualHost = virtualHosts[key.Text()];
        string source = key.Text();
        key.Bits(out bool isToQueue, out _, out _);
        string destination = key.Text();
        string routingKey = key.Text();
        if (virtualHost.FindExchange(source) is null
            || (isToQueue ? virtualHost.FindQueue(destination) : (object?)virtualHost.FindExchange(destination)) is null)
        {
            // The broker ended in the middle of a deletion.
            log.Remove(new DefinitionKey(DefinitionKind.Binding, octets));
        }
        else if (isToQueue)
        {
            virtualHost.BindQueue(destination, source, routingKey, key.Table(), owner: null);
        }
        else
        {
            virtualHost.BindExchange(destination, source, routingKey, key.Table());
        }
    }
}
