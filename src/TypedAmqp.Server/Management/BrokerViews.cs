using System.Net;
using TypedAmqp.Broker;

namespace TypedAmqp.Server.Management;

/// <summary>The broker as the management API shows it.</summary>
internal sealed class BrokerViews(Broker.Broker broker, Func<IEnumerable<(string Protocol, IPEndPoint Endpoint)>> listeners)
{
    private static readonly string Version = typeof(Broker.Broker).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>As RabbitMQ names nodes.</summary>
    private static readonly string Node = $"typedamqp@{Environment.MachineName}";

    private readonly PolicyActions _policies = new(broker);

    private string RabbitMqVersion => broker.Options.Compatibility == Compatibility.RabbitMq42 ? "4.2.0" : "3.10.8";

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
            [.. listeners().Select(static listener => new ListenerView(Node, listener.Protocol, listener.Endpoint.Address.ToString(), listener.Endpoint.Port))],
            [.. ExchangeTypes.Known.Select(static type => new ExchangeTypeView(type, Enabled: true))]);
    }

    public VirtualHostView[] VirtualHosts() => [.. broker.VirtualHosts.Values.Select(VirtualHost)];

    public static VirtualHostView VirtualHost(VirtualHost host)
    {
        QueueView[] queues = Queues(host);
        return new VirtualHostView(
            host.Name,
            queues.Sum(static queue => (long)queue.Messages),
            queues.Sum(static queue => (long)queue.MessagesReady),
            queues.Sum(static queue => (long)queue.MessagesUnacknowledged));
    }

    public UserView[] Users() =>
        [.. broker.Access.Users.Select(static user => new UserView(user.Name, [.. user.Tags], user.PasswordHash, "rabbit_password_hashing_sha256"))];

    public PermissionView[] Permissions() =>
    [
        .. broker.Access.Permissions.Select(static permissions =>
            new PermissionView(permissions.User, permissions.VirtualHost, permissions.Configure, permissions.Write, permissions.Read)),
    ];

    public ConnectionView[] Connections() =>
    [
        .. broker.Connections.Where(static connection => connection.VirtualHost is not null).Select(static connection => new ConnectionView(
            connection.Peer.Name, Node, connection.UserName, connection.VirtualHost!.Name, "AMQP 0-9-1", connection.IsBlocked ? "blocked" : "running",
            connection.ChannelCount)),
    ];

    public QueueView[] Queues() => [.. broker.VirtualHosts.Values.SelectMany(Queues)];

    public static QueueView[] Queues(VirtualHost host) => [.. host.Queues.Select(Queue)];

    public static QueueView Queue(Queue queue)
    {
        int ready = queue.MessageCount;
        int unacked = queue.UnackedCount;
        QueueDeclaration declared = queue.Declaration;
        return new QueueView(
            queue.Name, queue.VirtualHost.Name, declared.QueueType, declared.Durable, declared.AutoDelete, declared.Exclusive, declared.Arguments, Node, "running",
            ready + unacked, ready, unacked, queue.ConsumerCount);
    }

    public ExchangeView[] Exchanges() => [.. broker.VirtualHosts.Values.SelectMany(Exchanges)];

    public static ExchangeView[] Exchanges(VirtualHost host) => [.. host.Exchanges.Select(Exchange)];

    public static ExchangeView Exchange(Exchange exchange)
    {
        ExchangeDeclaration declared = exchange.Declaration;
        return new ExchangeView(
            exchange.Name, exchange.VirtualHost.Name, declared.Type, declared.Durable, declared.AutoDelete, declared.Internal, declared.Arguments);
    }

    public BindingView[] Bindings() => [.. broker.VirtualHosts.Values.SelectMany(Bindings)];

    /// <summary>The bindings of a virtual host: those that the default exchange implies, and those that were made.</summary>
    public static IEnumerable<BindingView> Bindings(VirtualHost host) =>
        host.Queues.Select(static queue => new BindingView("", queue.Name, "queue", queue.Name, [], queue.VirtualHost.Name, PropertiesKey.Of(queue.Name, [])))
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

    // What goes with a connection is nothing to restore.
    private static IEnumerable<QueueDefinition> QueueDefinitions(VirtualHost host, string? name) =>
        from queue in host.Queues
        where !queue.Declaration.Exclusive
        select new QueueDefinition(queue.Name, queue.Declaration.Durable, queue.Declaration.AutoDelete, queue.Declaration.Arguments, name);

    private static IEnumerable<ExchangeDefinition> ExchangeDefinitions(VirtualHost host, string? name) =>
        from exchange in host.Exchanges
        let declared = exchange.Declaration
        where declared.Name.Length > 0 && !declared.Name.StartsWith("amq.", StringComparison.Ordinal)
        select new ExchangeDefinition(declared.Name, declared.Type, declared.Durable, declared.AutoDelete, declared.Internal, declared.Arguments, name);

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
