using System.Globalization;
using System.Net;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>The broker as the management API shows it.</summary>
internal sealed class BrokerViews(Broker.Broker broker, Func<IEnumerable<(string Protocol, IPEndPoint Endpoint)>> listeners) : IDisposable
{
    private static readonly string Version = typeof(Broker.Broker).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>As RabbitMQ names nodes.</summary>
    public static readonly string Node = $"typedamqp@{Environment.MachineName}";

    private static readonly DateTime Started = DateTime.UtcNow;

    // Of the broker, which has no plugins: what RabbitMQ would call one is built in.
    private static readonly string[] None = [];

    private readonly PolicyActions _policies = new(broker);

    private readonly MessageRates _rates = new(broker);

    /// <summary>Who is connected.</summary>
    public ClientViews Clients => field ??= new ClientViews(broker, _rates);

    private string RabbitMqVersion => broker.Options.Compatibility == Compatibility.RabbitMq42 ? "4.2.0" : "3.10.8";

    /// <inheritdoc/>
    public void Dispose() => _rates.Dispose();

    public OverviewView Overview()
    {
        QueueView[] queues = Queues();
        return new OverviewView(
            "TypedAmqp", Version, Version, RabbitMqVersion, Node, Node,
            new ObjectTotals(
                broker.ConnectionCount,
                broker.Connections.Sum(static connection => connection.ChannelCount),
                broker.VirtualHosts.Values.Sum(static host => host.Exchanges.Count),
                queues.Length,
                queues.Sum(static queue => queue.Consumers)),
            new QueueTotals(
                queues.Sum(static queue => (long)queue.Messages),
                queues.Sum(static queue => (long)queue.MessagesReady),
                queues.Sum(static queue => (long)queue.MessagesUnacknowledged)),
            _rates.OfBroker(),
            Listeners(),
            KnownExchangeTypes(),
            RatesMode: "basic",
            DisableStats: false,
            EnableQueueTotals: true,
            StatisticsDbEventQueue: 0,
            Contexts: None);
    }

    public ListenerView[] Listeners() =>
        [.. listeners()
            .Select(static listener => new ListenerView(Node, listener.Protocol, listener.Endpoint.Address.ToString(), listener.Endpoint.Port))];

    public NodeView NodeOf()
    {
        MemoryGauge memory = broker.Resources.Memory;
        return new NodeView(
            Node, "disc", Running: true, Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            (long)(DateTime.UtcNow - Started).TotalMilliseconds, Environment.ProcessorCount, RunQueue: 0, Environment.WorkingSet,
            broker.Options.MemoryHighWatermark, memory.IsHigh && !memory.IsDiskLow, broker.Options.DiskFreeLimit, memory.IsDiskLow,
            "basic", None, None,
            KnownExchangeTypes(), [new ExchangeTypeView("PLAIN", Enabled: true), new ExchangeTypeView("AMQPLAIN", Enabled: true)]);
    }

    public VirtualHostView[] VirtualHosts() => [.. broker.VirtualHosts.Values.Select(VirtualHost)];

    public VirtualHostView VirtualHost(VirtualHost host)
    {
        QueueView[] queues = Queues(host);
        return new VirtualHostView(
            host.Name,
            queues.Sum(static queue => (long)queue.Messages),
            queues.Sum(static queue => (long)queue.MessagesReady),
            queues.Sum(static queue => (long)queue.MessagesUnacknowledged))
        {
            MessageStats = _rates.Of(host),
            Description = "",
            Tags = None,
            Tracing = false,
            DefaultQueueType = "undefined",
            ClusterState = new() { [Node] = "running" },
        };
    }

    public UserView[] Users() =>
        [.. broker.Access.Users.Select(static user => new UserView(user.Name, [.. user.Tags], user.PasswordHash, "rabbit_password_hashing_sha256"))];

    public PermissionView[] Permissions() =>
    [
        .. broker.Access.Permissions.Select(static permissions =>
            new PermissionView(permissions.User, permissions.VirtualHost, permissions.Configure, permissions.Write, permissions.Read)),
    ];

    public QueueView[] Queues() => [.. broker.VirtualHosts.Values.SelectMany(Queues)];

    public QueueView[] Queues(VirtualHost host) => [.. host.Queues.Select(Queue)];

    private QueueView Queue(Queue queue)
    {
        int ready = queue.MessageCount;
        int unacked = queue.UnackedCount;
        QueueDeclaration declared = queue.Declaration;
        (BrokerPolicy? policy, BrokerPolicy? limits) = broker.Resources.Policies.Of(queue.VirtualHost.Name, declared);
        return new QueueView(
            queue.Name, queue.VirtualHost.Name, declared.QueueType, declared.Durable, declared.AutoDelete, declared.Exclusive, declared.Arguments,
            Node, "running",
            ready + unacked, ready, unacked, queue.ConsumerCount)
        {
            MessageStats = _rates.Of(queue),
            Policy = policy?.Name,
            OperatorPolicy = limits?.Name,
            EffectivePolicyDefinition = Merge(policy?.Definition, limits?.Definition),
            OwnerPidDetails = queue.ExclusiveOwner is Connection owner ? ClientViews.Details(owner) : null,
        };
    }

    /// <summary>A queue, and who consumes it.</summary>
    public QueueView QueueWithConsumers(Queue queue)
    {
        (Consumer[] all, Consumer? sole) = queue.ConsumersNow;
        return Queue(queue) with
        {
            ConsumerDetails = ClientViews.Consumers(queue),
            SingleActiveConsumerTag = sole?.Tag,
            ExclusiveConsumerTag = Array.Find(all, static consumer => consumer.Exclusive)?.Tag,
        };
    }

    public ExchangeView[] Exchanges() => [.. broker.VirtualHosts.Values.SelectMany(Exchanges)];

    public ExchangeView[] Exchanges(VirtualHost host) => [.. host.Exchanges.Select(Exchange)];

    public ExchangeView Exchange(Exchange exchange)
    {
        ExchangeDeclaration declared = exchange.Declaration;
        return new ExchangeView(
            exchange.Name, exchange.VirtualHost.Name, declared.Type, declared.Durable, declared.AutoDelete, declared.Internal, declared.Arguments,
            broker.Resources.Policies.Of(exchange.VirtualHost.Name, declared)?.Name, _rates.Of(exchange));
    }

    public BindingView[] Bindings() => [.. broker.VirtualHosts.Values.SelectMany(Bindings)];

    /// <summary>The bindings of a virtual host: those that the default exchange implies, and those that were made.</summary>
    public static IEnumerable<BindingView> Bindings(VirtualHost host) =>
        host.Queues.Select(
            static queue => new BindingView("", queue.Name, "queue", queue.Name, [], queue.VirtualHost.Name, PropertiesKey.Of(queue.Name, [])))
            .Concat(host.Bindings.Select(Binding));

    public Definitions Definitions() => new()
    {
        RabbitmqVersion = RabbitMqVersion,
        ProductName = "TypedAmqp",
        ProductVersion = Version,
        Users = Users(),
        Vhosts = [.. broker.VirtualHosts.Keys.Select(static name => new VirtualHostView(name))],
        Permissions = Permissions(),
        Policies = _policies.All("policies"),
        Queues = [.. broker.VirtualHosts.Values.SelectMany(static host => QueueDefinitions(host, host.Name))],
        Exchanges = [.. broker.VirtualHosts.Values.SelectMany(static host => ExchangeDefinitions(host, host.Name))],
        Bindings = [.. broker.VirtualHosts.Values.SelectMany(static host => BindingDefinitions(host, host.Name))],
    };

    public Definitions Definitions(VirtualHost host) => new()
    {
        RabbitmqVersion = RabbitMqVersion,
        Policies = Array.FindAll(_policies.All("policies"), policy => policy.Vhost == host.Name),
        Queues = [.. QueueDefinitions(host, name: null)],
        Exchanges = [.. ExchangeDefinitions(host, name: null)],
        Bindings = [.. BindingDefinitions(host, name: null)],
    };

    private static ExchangeTypeView[] KnownExchangeTypes() =>
        [.. ExchangeTypes.Known.Select(static type => new ExchangeTypeView(type, Enabled: true))];

    // What an operator says counts.
    private static FieldTable Merge(FieldTable? policy, FieldTable? limits)
    {
        FieldTable merged = [];
        foreach ((string name, object? value) in (policy ?? []).Concat(limits ?? []))
        {
            merged[name] = value;
        }

        return merged;
    }

    // What goes with a connection is nothing to restore.
    private static IEnumerable<QueueDefinition> QueueDefinitions(VirtualHost host, string? name) =>
        from queue in host.Queues
        where !queue.Declaration.Exclusive
        select new QueueDefinition(queue.Name, queue.Declaration.Durable, queue.Declaration.AutoDelete, queue.Declaration.Arguments, name);

    private static IEnumerable<ExchangeDefinition> ExchangeDefinitions(VirtualHost host, string? name) =>
        from exchange in host.Exchanges
        let declared = exchange.Declaration
        where declared.Name.Length > 0 && !declared.Name.StartsWith("amq.", StringComparison.Ordinal)
        select new ExchangeDefinition(
            declared.Name, declared.Type, declared.Durable, declared.AutoDelete, declared.Internal, declared.Arguments, name);

    private static IEnumerable<BindingView> BindingDefinitions(VirtualHost host, string? name) =>
        from binding in host.Bindings
        where binding.Destination is not Queue { Declaration.Exclusive: true }
        select Binding(binding) with { Vhost = name, PropertiesKey = null };

    private static BindingView Binding(Binding binding)
    {
        (string name, string type) = binding.Destination is Queue queue ? (queue.Name, "queue") : (((Exchange)binding.Destination).Name, "exchange");
        return new BindingView(
            binding.Source.Name, name, type, binding.RoutingKey, binding.Arguments, binding.Source.VirtualHost.Name,
            PropertiesKey.Of(binding.RoutingKey, binding.Arguments));
    }
}
