using System.Text.Json;
using TypedAmqp.Broker;

namespace TypedAmqp.Server.Management;

/// <summary>
/// Declares what definitions say, as RabbitMQ imports them. What is there already stays.
/// </summary>
internal sealed class DefinitionsImport(Broker.Broker broker)
{
    private readonly PolicyActions _policies = new(broker);
    private readonly VirtualHostActions _virtualHosts = new(broker);

    /// <summary>Imports.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="definitions">What is to be there.</param>
    /// <param name="host">The virtual host that they are all for; null: each says its own.</param>
    /// <exception cref="Protocol.AmqpException">The broker refuses a declaration; what came before it stays.</exception>
    /// <exception cref="ArgumentException">A name is too long, or a user, permissions or a policy make no sense.</exception>
    public Answer Import(BrokerUser user, Definitions definitions, string? host)
    {
        IEnumerable<object?[]?> lists =
        [
            definitions.Users, definitions.Vhosts, definitions.Permissions, definitions.Policies, definitions.Queues, definitions.Exchanges,
            definitions.Bindings,
        ];
        if (lists.Any(static list => list?.Contains(null) is true))
        {
            return Answer.Refused("A list in the definitions has a null in it.");
        }

        foreach (string name in Names(definitions))
        {
            NameLimit.Check(name);
        }

        if (Problem(definitions, host) is { } problem)
        {
            return Answer.Refused(problem);
        }

        foreach (string name in NamedHosts(definitions, host))
        {
            _virtualHosts.Make(user, name);
        }

        foreach (UserView imported in definitions.Users ?? [])
        {
            broker.Access.SetUser(AccessActions.Make(imported.Name, password: null, imported.PasswordHash, imported.Tags));
        }

        foreach (PermissionView granted in definitions.Permissions ?? [])
        {
            broker.Access.SetPermissions(new BrokerPermissions(granted.User, granted.Vhost, granted.Configure, granted.Write, granted.Read));
        }

        foreach (PolicyView policy in definitions.Policies ?? [])
        {
            _policies.Set("policies", host is null ? policy : policy with { Vhost = host });
        }

        foreach (ExchangeDefinition exchange in definitions.Exchanges)
        {
            HostOf(exchange.Vhost, host).DeclareExchange(new ExchangeDeclaration(
                exchange.Name, exchange.Type, exchange.Durable, exchange.AutoDelete, exchange.Internal, exchange.Arguments));
        }

        foreach (QueueDefinition queue in definitions.Queues)
        {
            HostOf(queue.Vhost, host).DeclareQueue(
                new QueueDeclaration(queue.Name, queue.Durable, Exclusive: false, queue.AutoDelete, queue.Arguments), owner: null);
        }

        foreach (BindingView binding in definitions.Bindings)
        {
            VirtualHost target = HostOf(binding.Vhost, host);
            if (binding.DestinationType == "exchange")
            {
                target.BindExchange(binding.Destination, binding.Source, binding.RoutingKey, binding.Arguments);
            }
            else
            {
                target.BindQueue(binding.Destination, binding.Source, binding.RoutingKey, binding.Arguments, owner: null);
            }
        }

        return Answer.Done;
    }

    // In those for one virtual host none is named.
    private static IEnumerable<string> NamedHosts(Definitions definitions, string? host) =>
        host is null ? (definitions.Vhosts ?? []).Select(static named => named.Name) : [];

    private static IEnumerable<string> Names(Definitions definitions) =>
    [
        .. (definitions.Vhosts ?? []).Select(static named => named.Name),
        .. definitions.Exchanges.Select(static exchange => exchange.Name),
        .. definitions.Queues.Select(static queue => queue.Name),
        .. definitions.Bindings.Select(static binding => binding.RoutingKey),
    ];

    private string? Problem(Definitions definitions, string? host)
    {
        foreach ((string section, JsonElement content) in definitions.More ?? [])
        {
            // Those of the cluster itself say nothing of what is declared.
            if (section != "global_parameters" && content is { ValueKind: JsonValueKind.Array } && content.GetArrayLength() > 0)
            {
                return $"'{section}' cannot be imported.";
            }
        }

        IEnumerable<string?> hosts = host is not null
            ? []
            : [.. definitions.Queues.Select(static queue => queue.Vhost), .. definitions.Exchanges.Select(static exchange => exchange.Vhost),
                .. definitions.Bindings.Select(static binding => binding.Vhost), .. (definitions.Policies ?? []).Select(
                    static policy => policy.Vhost),
                .. (definitions.Permissions ?? []).Select(static granted => granted.Vhost)];
        string[] named = [.. NamedHosts(definitions, host)];
        foreach (string? name in hosts)
        {
            if (name is null || !(broker.VirtualHosts.ContainsKey(name) || named.Contains(name)))
            {
                return $"There is no virtual host '{name}': name it among the 'vhosts', and it is made.";
            }
        }

        return null;
    }

    private VirtualHost HostOf(string? own, string? common) => broker.VirtualHosts[common ?? own!];
}
