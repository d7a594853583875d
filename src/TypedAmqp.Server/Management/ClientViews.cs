using System.Net;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>Connections, channels and consumers as the management API shows them.</summary>
internal sealed class ClientViews(Broker.Broker broker, MessageRates rates)
{
    // How the name of a connection is put together, by whoever accepted it.
    private const string Arrow = " -> ";

    /// <summary>The connection of a name; null: there is none.</summary>
    public Connection? Find(string name) => Open().FirstOrDefault(connection => connection.Peer.Name == name);

    public ConnectionView[] Connections() => [.. Open().Select(View)];

    public ChannelView[] Channels() => [.. Open().SelectMany(static connection => connection.Channels).Select(View)];

    public ConsumerView[] Consumers() =>
        [.. broker.VirtualHosts.Values.SelectMany(static host => host.Queues).SelectMany(static queue => Consumers(queue))];

    public static ConsumerView[] Consumers(Queue queue)
    {
        (Consumer[] all, Consumer? sole) = queue.ConsumersNow;
        return [.. all.Select(consumer => View(consumer, sole))];
    }

    /// <summary>How something names the connection that it belongs to.</summary>
    public static ConnectionDetails Details(Connection connection)
    {
        IPEndPoint? peer = EndpointsOf(connection).Peer;
        return new ConnectionDetails(connection.Peer.Name, peer?.Address.ToString(), peer?.Port);
    }

    private static ConnectionView View(Connection connection)
    {
        (IPEndPoint? peer, IPEndPoint? own) = EndpointsOf(connection);
        FieldTable properties = new FieldTableView(connection.ClientProperties).ToFieldTable();
        return new ConnectionView(
            connection.Peer.Name, BrokerViews.Node, connection.UserName, connection.VirtualHost!.Name, "AMQP 0-9-1", connection.IsBlocked
                ? "blocked"
                : "running",
            connection.ChannelCount, peer is null
                ? "direct"
                : "network", peer?.Address.ToString(), peer?.Port, own?.Address.ToString(), own?.Port, Ssl: false,
            connection.ChannelMax, connection.FrameMax, connection.Heartbeat, connection.ConnectedAt.ToUnixTimeMilliseconds(), properties,
            properties.GetValueOrDefault("connection_name") as string);
    }

    private ChannelView View(Channel channel)
    {
        ChannelCounts counts = channel.Look();
        Connection connection = channel.Connection;
        return new ChannelView(
            NameOf(channel), BrokerViews.Node, connection.UserName, connection.VirtualHost!.Name, channel.Number, "running", counts.IsConfirming,
            counts.IsTransactional, counts.Consumers, counts.ConsumerPrefetch, counts.GlobalPrefetch, counts.Unacked, Details(connection),
            rates.Of(channel));
    }

    private static ConsumerView View(Consumer consumer, Consumer? sole)
    {
        string status = sole is null ? "up" : sole == consumer ? "single_active" : "waiting";
        Connection connection = consumer.Channel.Connection;
        ConnectionDetails details = Details(connection);
        return new ConsumerView(
            consumer.Arguments ?? [], !consumer.NoAck, status != "waiting", status,
            new ChannelDetails(
                details.Name,
                NameOf(consumer.Channel),
                BrokerViews.Node,
                consumer.Channel.Number,
                details.PeerHost,
                details.PeerPort,
                connection.UserName),
            consumer.Tag, consumer.Exclusive, consumer.Prefetch, new QueueName(consumer.Queue.Name, consumer.Queue.VirtualHost.Name));
    }

    private static string NameOf(Channel channel) => $"{channel.Connection.Peer.Name} ({channel.Number})";

    private static (IPEndPoint? Peer, IPEndPoint? Own) EndpointsOf(Connection connection) =>
        connection.Peer.Name.Split(Arrow) is [string peer, string own]
            && IPEndPoint.TryParse(peer, out IPEndPoint? from)
            && IPEndPoint.TryParse(own, out IPEndPoint? to)
            ? (from, to)
            : (null, null);

    private IEnumerable<Connection> Open() =>
        broker.Connections.Where(static connection => connection.VirtualHost is not null).OrderBy(static connection => connection.ConnectedAt);
}
