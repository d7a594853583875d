using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Writes into the log what was changed of users, permissions and policies while the broker ran, and reads it again. What the broker is started with
/// is not in it: its options say that each time.
/// </summary>
internal sealed class AdministrationStore(CommitLog log)
{
    private const string Hash = "hash";
    private const string Loopback = "loopback";
    private const string Tags = "tags";
    private const string Configure = "configure";
    private const string Write = "write";
    private const string Read = "read";
    private const string Pattern = "pattern";
    private const string Definition = "definition";
    private const string ApplyTo = "apply-to";
    private const string Priority = "priority";

    /// <summary>Users that were made or changed; null: it was deleted.</summary>
    public IEnumerable<(string Name, BrokerUser? User)> Users =>
        log.Definitions.All(DefinitionKind.User)
            .Select(static definition => ReadUser(new DefinitionReader(definition.Key), new DefinitionReader(definition.Value)));

    /// <summary>Permissions that were changed; null: they were cleared.</summary>
    public IEnumerable<(string User, string VirtualHost, BrokerPermissions? Permissions)> Permissions => log
        .Definitions.All(DefinitionKind.Permissions)
        .Select(static definition => ReadPermissions(new DefinitionReader(definition.Key), new DefinitionReader(definition.Value)));

    /// <summary>Policies that were set.</summary>
    public IEnumerable<BrokerPolicy> Policies(bool isOperators) =>
        log.Definitions.All(KindOf(isOperators))
            .Select(static definition => ReadPolicy(new DefinitionReader(definition.Key), new DefinitionReader(definition.Value)));

    /// <summary>Keeps a change.</summary>
    public void Keep(AccessChange change)
    {
        switch (change)
        {
            case AccessChange.UserSet { User: var user }:
                Put(DefinitionKind.User, [user.Name], new FieldTable
                {
                    [Hash] = user.PasswordHash, [Loopback] = user.LoopbackOnly, [Tags] = user.Tags.ToList<object?>(),
                });
                break;
            case AccessChange.UserDeleted { User: var name }:
                ForgetPermissions(permissions => permissions.User == name);
                Put(DefinitionKind.User, [name], []);
                break;
            case AccessChange.PermissionsSet { Permissions: var permissions }:
                Put(DefinitionKind.Permissions, [permissions.User, permissions.VirtualHost], new FieldTable
                {
                    [Configure] = permissions.Configure, [Write] = permissions.Write, [Read] = permissions.Read,
                });
                break;
            case AccessChange.PermissionsCleared cleared:
                Put(DefinitionKind.Permissions, [cleared.User, cleared.VirtualHost], []);
                break;
            case AccessChange.VirtualHostClosed { VirtualHost: var name }:
                ForgetPermissions(permissions => permissions.VirtualHost == name);
                break;
        }
    }

    /// <summary>Keeps a policy.</summary>
    public void Keep(BrokerPolicy policy, bool isOperators) => Put(KindOf(isOperators), [policy.VirtualHost, policy.Name], new FieldTable
    {
        [Pattern] = policy.Pattern, [Definition] = policy.Definition, [ApplyTo] = (int)policy.ApplyTo, [Priority] = policy.Priority,
    });

    /// <summary>Keeps a policy no longer.</summary>
    public void Remove(string virtualHost, string name, bool isOperators) => log.Remove(KeyOf(KindOf(isOperators), virtualHost, name));

    private static DefinitionKind KindOf(bool isOperators) => isOperators ? DefinitionKind.OperatorPolicy : DefinitionKind.Policy;

    private static DefinitionKey KeyOf(DefinitionKind kind, params ReadOnlySpan<string> names)
    {
        DefinitionWriter key = new();
        foreach (string name in names)
        {
            key.Text(name);
        }

        return new DefinitionKey(kind, key.ToArray());
    }

    private static (string Name, BrokerUser? User) ReadUser(DefinitionReader key, DefinitionReader value)
    {
        string name = key.Text();
        FieldTable kept = value.Table();
        return (name, kept.Count == 0
            ? null
            : BrokerUser.FromHash(name, (string)kept[Hash]!, (bool)kept[Loopback]!, [.. ((IReadOnlyList<object?>)kept[Tags]!).Cast<string>()]));
    }

    private static (string User, string VirtualHost, BrokerPermissions? Permissions) ReadPermissions(DefinitionReader key, DefinitionReader value)
    {
        (string user, string virtualHost) = (key.Text(), key.Text());
        FieldTable kept = value.Table();
        return (user, virtualHost, kept.Count == 0
            ? null
            : new BrokerPermissions(user, virtualHost, (string)kept[Configure]!, (string)kept[Write]!, (string)kept[Read]!));
    }

    private static BrokerPolicy ReadPolicy(DefinitionReader key, DefinitionReader value)
    {
        (string virtualHost, string name) = (key.Text(), key.Text());
        FieldTable kept = value.Table();
        return new BrokerPolicy(name, (string)kept[Pattern]!, (FieldTable)kept[Definition]!)
        {
            VirtualHost = virtualHost, ApplyTo = (PolicyTarget)(int)kept[ApplyTo]!, Priority = (int)kept[Priority]!,
        };
    }

    private void ForgetPermissions(Func<(string User, string VirtualHost, BrokerPermissions? Permissions), bool> predicate)
    {
        foreach ((string user, string virtualHost, _) in Permissions.Where(predicate).ToArray())
        {
            log.Remove(KeyOf(DefinitionKind.Permissions, user, virtualHost));
        }
    }

    private void Put(DefinitionKind kind, ReadOnlySpan<string> names, FieldTable value) =>
        log.Put(KeyOf(kind, names), new DefinitionWriter().Table(value).ToArray());
}
