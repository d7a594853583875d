using System.Runtime.CompilerServices;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Where the publishes of a connection go. The last route, then more, are remembered by the octets of exchange and key, so that no name is
/// decoded and nothing is looked up for most messages. A change of the topology, or of what users may do,
/// makes all of them stale.
/// </summary>
internal sealed class RouteCache(VirtualHost virtualHost, ConnectionAccess access) : IDisposable
{
    private const int Smallest = 64;
    private const int Largest = 16 * 1024;

    // More than the caches nearest to a processor hold.
    private const int Many = 256;

    private readonly RouteBudget _budget = virtualHost.Resources.Routes;
    private readonly Dictionary<byte[], Route> _routes = new(OctetComparer.Instance);
    private int _allowed = Smallest;
    private int _missed;
    private RouteTargets? _found;
    private Route _last = new() { Version = -1 };
    private Route? _uncached;

    /// <summary>So many routes are remembered that looking for one is waiting for memory.</summary>
    public bool AreMany => _routes.Count > Many;

    /// <summary>The route for exchange and key as they stand in basic.publish, where it is remembered. Perhaps it is not true any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Route? Recall(ReadOnlySpan<byte> address) => address.SequenceEqual(_last.Address) ? _last : RecallMore(address);

    /// <summary>The route for exchange and key as they stand in basic.publish.</summary>
    /// <param name="recalled">What <see cref="Recall"/> has said of it.</param>
    /// <param name="address">Exchange and key.</param>
    /// <param name="properties">The properties of the message.</param>
    /// <exception cref="AmqpChannelException">404: no such exchange. 403: it is internal, or the user may not publish to it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Route Find(Route? recalled, ReadOnlySpan<byte> address, ReadOnlySpan<byte> properties)
    {
        int version = virtualHost.TopologyVersion;
        return recalled is not null && recalled.Version == version ? recalled : FindMore(address, properties, version);
    }

    /// <summary>The route of a message that names more keys than its own.</summary>
    /// <exception cref="AmqpChannelException">404: no such exchange. 403: it is internal, or the user may not publish to it.</exception>
    public Route Find(ReadOnlySpan<byte> address, ReadOnlySpan<byte> properties, IReadOnlyList<byte[]> moreKeys)
    {
        access.DemandPublish(NameIn(address));
        return Uncached(Resolve(address, properties, moreKeys));
    }

    /// <summary>The connection ends: others may remember what it did.</summary>
    public void Dispose()
    {
        _budget.Return(_allowed - Smallest);
        _allowed = Smallest;
    }

    /// <summary>Where a message for the default exchange goes at this moment, whatever its user may do by now.</summary>
    public IReadOnlyList<Queue> FindQueues(in MessageOctets message)
    {
        BasicPropertiesView properties = new(message.Properties);
        return Resolve(message.Address, message.Properties, properties.HasHeaders ? SenderKeys.Read(properties.Headers) : null).Queues;
    }

    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> address) => address.Slice(1, address[0]);

    private Route? RecallMore(ReadOnlySpan<byte> address)
    {
        if (!_routes.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(address, out Route? route))
        {
            return null;
        }

        return _last = route;
    }

    private Route FindMore(ReadOnlySpan<byte> address, ReadOnlySpan<byte> properties, int version)
    {
        access.DemandPublish(NameIn(address));
        if (DirectReply.IsReplyAddress(address))
        {
            return ToReplies(address);
        }

        Route? route = RecallMore(address);
        if (route is not null && route.Version == version)
        {
            return route;
        }

        RouteTargets found = Resolve(address, properties);
        if (found.DependsOnMessage)
        {
            return Uncached(found);
        }

        if (route is null)
        {
            route = new Route { Address = address.ToArray() };
            Remember(route);
        }

        route.Version = version;
        route.Set(found.Queues, found.First);
        return _last = route;
    }

    private void Remember(Route route)
    {
        if (_routes.Count == _allowed)
        {
            if (_allowed < Largest && _budget.TryTake(_allowed))
            {
                _allowed *= 2;
            }
            else if (++_missed < _allowed)
            {
                return;
            }
            else
            {
                // As many others came since: it is their turn.
                _routes.Clear();
                _missed = 0;
            }
        }

        _routes.Add(route.Address, route);
    }

    // Those who ask come and go without a change of the topology.
    private Route ToReplies(ReadOnlySpan<byte> address)
    {
        Queue? replies = virtualHost.Resources.DirectReply.Find(virtualHost, address[2..]);
        return Uncached(replies is null ? [] : [replies], virtualHost.FindExchange([])!);
    }

    private void AddReplies(RouteTargets found, ReadOnlySpan<byte> key)
    {
        if (DirectReply.IsReplyName(key) && virtualHost.Resources.DirectReply.Find(virtualHost, key) is { } replies)
        {
            found.Add(replies);
        }
    }

    private Route Uncached(RouteTargets found) => Uncached(found.Queues, found.First);

    private Route Uncached(IReadOnlyList<Queue> queues, Exchange exchange)
    {
        _uncached ??= new Route { Version = -1 };
        _uncached.Set(queues, exchange);
        return _uncached;
    }

    private RouteTargets Resolve(ReadOnlySpan<byte> address, ReadOnlySpan<byte> properties, IReadOnlyList<byte[]>? moreKeys = null)
    {
        _found ??= new RouteTargets();
        _found.Clear();
        ReadOnlySpan<byte> name = NameIn(address);
        ReadOnlySpan<byte> key = address[(name.Length + 2)..];
        Exchange? exchange = virtualHost.FindExchange(name);
        if (exchange is null)
        {
            throw Refusal.Channel(
                ReplyCode.NotFound, $"no exchange '{Encoding.UTF8.GetString(name)}' in vhost '{virtualHost.Name}'", MethodId.BasicPublish);
        }

        if (exchange.Declaration.Internal)
        {
            throw Refusal.Channel(
                ReplyCode.AccessRefused,
                $"cannot publish to internal exchange '{exchange.Name}' in vhost '{virtualHost.Name}'",
                MethodId.BasicPublish);
        }

        exchange.Route(new RoutingContext { RoutingKey = key, MoreKeys = moreKeys, Properties = new BasicPropertiesView(properties) }, _found);
        if (moreKeys is not null && name.IsEmpty)
        {
            AddReplies(_found, key);
            foreach (byte[] other in moreKeys)
            {
                AddReplies(_found, other);
            }
        }

        return _found;
    }
}
