using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What the user of a connection may do in its virtual host. Who may do everything pays one comparison.</summary>
internal sealed class ConnectionAccess(BrokerAccess access, string user, string virtualHost)
{
    // RabbitMQ's name of the default exchange where permissions are concerned.
    private const string DefaultExchange = "amq.default";

    private CompiledPermissions? _permissions;
    private int _version = -1;

    /// <summary>Refuses what the user may not do with a queue.</summary>
    /// <exception cref="AmqpChannelException">403: it may not.</exception>
    public void DemandQueue(AccessRight right, string name, MethodId method) => Demand(right, "queue", name, method);

    /// <summary>Refuses what the user may not do with an exchange.</summary>
    /// <exception cref="AmqpChannelException">403: it may not.</exception>
    public void DemandExchange(AccessRight right, string name, MethodId method) =>
        Demand(right, "exchange", name.Length == 0 ? DefaultExchange : name, method);

    /// <summary>Refuses to publish where the user may not.</summary>
    /// <param name="exchange">The exchange's name as it lies on the wire.</param>
    /// <exception cref="AmqpChannelException">403: it may not.</exception>
    public void DemandPublish(ReadOnlySpan<byte> exchange)
    {
        if (Current is not { IsEverything: true })
        {
            DemandExchange(AccessRight.Write, Encoding.UTF8.GetString(exchange), MethodId.BasicPublish);
        }
    }

    /// <summary>Whether the user may read a queue.</summary>
    public bool MayRead(string queue) => Current is { } permissions && (permissions.IsEverything || permissions.Allows(AccessRight.Read, queue));

    private CompiledPermissions? Current
    {
        get
        {
            int version = access.Version;
            if (_version != version)
            {
                _version = version;
                _permissions = access.Find(user, virtualHost);
            }

            return _permissions;
        }
    }

    private void Demand(AccessRight right, string kind, string name, MethodId method)
    {
        CompiledPermissions? permissions = Current;
        if (permissions is { IsEverything: true })
        {
            return;
        }

        name = VirtualHost.WithoutLineBreaks(name);
        if (permissions is not null && permissions.Allows(right, name))
        {
            return;
        }

        throw Refusal.Channel(ReplyCode.AccessRefused, $"access to {kind} '{name}' in vhost '{virtualHost}' refused for user '{user}'", method);
    }
}
