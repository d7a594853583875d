using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Exchanges;

/// <summary>Shortens what tests of routing say.</summary>
internal static class RouteTesting
{
    public static VirtualHost NewVirtualHost() => new("/", new BrokerResources(TimeProvider.System, new MemoryGauge(long.MaxValue)));

    public static Exchange Declare(this VirtualHost host, string name, string type, string? alternate = null)
    {
        FieldTable arguments = [];
        if (alternate is not null)
        {
            arguments.Add("alternate-exchange", alternate);
        }

        return host.DeclareExchange(new ExchangeDeclaration(name, type, false, false, false, arguments));
    }

    public static Queue DeclareQueue(this VirtualHost host, string name, object? owner = null) =>
        host.DeclareQueue(new QueueDeclaration(name, false, owner is not null, false, []), owner);

    public static void Bind(this VirtualHost host, string queue, string exchange, string key, FieldTable? arguments = null) =>
        host.BindQueue(queue, exchange, key, arguments ?? [], null);

    /// <summary>The names of the queues that a message goes to, sorted.</summary>
    public static string[] Route(this VirtualHost host, string exchange, string key, FieldTable? headers = null)
    {
        RouteTargets targets = new();
        host.FindExchange(exchange)!.Route(
            new RoutingContext { RoutingKey = Encoding.UTF8.GetBytes(key), Properties = Properties(headers) }, targets);
        return [.. targets.Queues.Select(static queue => queue.Name).Order(StringComparer.Ordinal)];
    }

    private static BasicPropertiesView Properties(FieldTable? headers)
    {
        if (headers is null)
        {
            return default;
        }

        FieldTableView table = headers;
        byte[] octets = new byte[2 + table.Size];
        ArgumentWriter writer = new(octets);
        writer.WriteShort((ushort)BasicPropertyFlags.Headers);
        writer.WriteLong((uint)table.Octets.Length);
        writer.WriteOctets(table.Octets);
        return new BasicPropertiesView(octets);
    }
}
