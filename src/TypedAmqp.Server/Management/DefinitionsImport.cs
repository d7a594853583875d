using System.Text.Json;
using TypedAmqp.Broker;

namespace TypedAmqp.Server.Management;

/// <summary>
/// Declares what definitions say, as RabbitMQ imports them. What is there already stays. Virtual hosts have to be there: they are given when the broker starts.
/// </summary>
internal sealed class DefinitionsImport(Broker.Broker broker)
{
    private readonly PolicyActions _policies = new(broker);

    /// <summary>Imports.</summary>
    /// <param name="definitions">What is to be there.</param>
    /// <param name="host">The virtual host that they are all for; null: each says its own.</param>
    /// <exception cref="Protocol.AmqpException">The broker refuses a declaration; what came before it stays.</exception>
    /// <exception cref="ArgumentException">A name is too long, or a user, permissions or a policy make no sense.</exception>
    public Answer Import(Definitions definitions, string? host)
    {
        foreach (string name in Names(definitions))
        {
            NameLimit.Check(name);
        }

        if (Problem(definitions, host) is { } problem)
        {
            return Answer.Refused(problem);
        }

        foreach (UserView user in definitions.Users ?? [])
        {
            broker.Access.SetUser(AccessActions.Make(user.Name, password: null, user.PasswordHash, user.Tags));
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

    private static IEnumerable<string> Names(Definitions definitions) =>
    [
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
                .. definitions.Bindings.Select(static binding => binding.Vhost), .. (definitions.Policies ?? []).Select(static policy => policy.Vhost),
                .. (definitions.Permissions ?? []).Select(static granted => granted.Vhost), .. (definitions.Vhosts ?? []).Select(static vhost => vhost.Name)];
        foreach (string? name in hosts)
        {
            if (name is null || !broker.VirtualHosts.ContainsKey(name))
            {
                return $"There is no virtual host '{name}': start the broker with --vhost {name}.";
            }
        }

        return null;
    }

    private VirtualHost HostOf(string? own, string? common) => broker.VirtualHosts[common ?? own!];
}
