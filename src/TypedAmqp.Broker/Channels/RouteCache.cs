using System.Runtime.CompilerServices;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Where the publishes of a connection go. The last route, then a few more, are remembered by the octets of exchange and key, so that no name is
/// decoded and nothing is looked up for most messages. A change of the topology, or of what users may do,
/// makes all of them stale.
/// </summary>
internal sealed class RouteCache(VirtualHost virtualHost, ConnectionAccess access)
{
    private const int Size = 64;

    private RouteTargets? _found;
    private Route _last = new() { Version = -1 };
    private Route? _uncached;
    private Route?[]? _more;

    /// <summary>The route for exchange and key as they stand in basic.publish.</summary>
    /// <exception cref="AmqpChannelException">404: no such exchange. 403: it is internal, or the user may not publish to it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Route Find(ReadOnlySpan<byte> address, ReadOnlySpan<byte> properties)
    {
        int version = virtualHost.TopologyVersion;
        Route last = _last;
        return last.Version == version && address.SequenceEqual(last.Address) ? last : FindMore(address, properties, version);
    }

    /// <summary>The route of a message that names more keys than its own.</summary>
    /// <exception cref="AmqpChannelException">404: no such exchange. 403: it is internal, or the user may not publish to it.</exception>
    public Route Find(ReadOnlySpan<byte> address, ReadOnlySpan<byte> properties, IReadOnlyList<byte[]> moreKeys)
    {
        access.DemandPublish(NameIn(address));
        return Uncached(Resolve(address, properties, moreKeys).Queues);
    }

    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> address) => address.Slice(1, address[0]);

    private Route FindMore(ReadOnlySpan<byte> address, ReadOnlySpan<byte> properties, int version)
    {
        access.DemandPublish(NameIn(address));
        if (DirectReply.IsReplyAddress(address))
        {
            return ToReplies(address);
        }

        _more ??= new Route?[Size];
        HashCode hash = default;
        hash.AddBytes(address);
        ref Route? slot = ref _more[hash.ToHashCode() & (Size - 1)];
        if (slot is { } known && known.Version == version && address.SequenceEqual(known.Address))
        {
            _last = known;
            return known;
        }

        RouteTargets found = Resolve(address, properties);
        if (found.DependsOnMessage)
        {
            return Uncached(found.Queues);
        }

        Route route = new() { Address = address.ToArray(), Version = version };
        route.Set(found.Queues);
        slot = _last = route;
        return route;
    }

    // Those who ask come and go without a change of the topology.
    private Route ToReplies(ReadOnlySpan<byte> address)
    {
        Queue? replies = virtualHost.Resources.DirectReply.Find(virtualHost, address[2..]);
        return Uncached(replies is null ? [] : [replies]);
    }

    private Route Uncached(IReadOnlyList<Queue> queues)
    {
        _uncached ??= new Route { Version = -1 };
        _uncached.Set(queues);
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
        return _found;
    }
}
