using TypedAmqp.Broker;

namespace TypedAmqp.Server.Management;

/// <summary>What the management API does with users and permissions.</summary>
internal sealed class AccessActions(BrokerAccess access)
{
    private static readonly string[] KnownTags = [BrokerUser.Administrator];

    /// <summary>Makes a user, or gives it another password.</summary>
    /// <exception cref="ArgumentException">Nothing is known of the password, or the tag is unknown.</exception>
    public Answer SetUser(string name, UserRequest request)
    {
        bool isNew = access.Users.All(user => user.Name != name);
        access.SetUser(Make(name, request.Password, request.PasswordHash, request.Tags ?? []));
        return Answer.Made(isNew);
    }

    /// <summary>Says what a user may do.</summary>
    /// <exception cref="ArgumentException">There is no such user, or an expression is none.</exception>
    public Answer SetPermissions(string host, string user, PermissionRequest request)
    {
        bool isNew = access.Permissions.All(permissions => permissions.User != user || permissions.VirtualHost != host);
        access.SetPermissions(new BrokerPermissions(user, host, request.Configure, request.Write, request.Read));
        return Answer.Made(isNew);
    }

    /// <summary>A user of what was sent or imported.</summary>
    /// <exception cref="ArgumentException">Nothing is known of the password, or a tag is unknown.</exception>
    public static BrokerUser Make(string name, string? password, string? hash, string[] tags)
    {
        if (Array.Find(tags, static tag => !KnownTags.Contains(tag)) is { } unknown)
        {
            throw new ArgumentException(
                $"Tag '{unknown}' means nothing to this broker; it knows {string.Join(", ", KnownTags)}, and users without tags.");
        }

        // As in RabbitMQ, this one comes from the same machine only, whoever made it.
        bool loopbackOnly = name == BrokerUser.Guest.Name;
        return (password, hash) switch
        {
            (not null, _) => new BrokerUser(name, password, loopbackOnly) { Tags = tags },
            (null, not null) => BrokerUser.FromHash(name, hash, loopbackOnly, tags),
            _ => throw new ArgumentException($"User '{name}' needs a 'password' or a 'password_hash'."),
        };
    }
}
