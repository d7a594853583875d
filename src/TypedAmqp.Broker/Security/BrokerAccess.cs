using System.Collections.Concurrent;

namespace TypedAmqp.Broker;

/// <summary>
/// Who may log in to a broker, and what each may do in its virtual hosts. It can be changed at any time; what is changed counts at once.
/// </summary>
public sealed class BrokerAccess
{
    private readonly ConcurrentDictionary<string, BrokerUser> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string User, string VirtualHost), CompiledPermissions> _permissions = new();
    private readonly Lock _gate = new();
    private int _version;

    /// <param name="options">Who is there, and what each may do, when the broker starts.</param>
    /// <param name="kept">What was changed in earlier lives of the broker; null: it is in memory.</param>
    /// <exception cref="ArgumentException">Permissions are of a user that is not there, or are no regular expressions.</exception>
    internal BrokerAccess(BrokerOptions options, AdministrationStore? kept)
    {
        foreach (BrokerUser user in options.Users)
        {
            if (!_users.TryAdd(user.Name, user))
            {
                throw new ArgumentException($"User '{user.Name}' is there twice.", nameof(options));
            }
        }

        foreach (string name in options.Users.Select(static user => user.Name)
            .Except(options.Permissions.Select(static permissions => permissions.User)))
        {
            foreach (string virtualHost in options.VirtualHosts)
            {
                Set(BrokerPermissions.Everything(name, virtualHost));
            }
        }

        if (kept is not null)
        {
            Restore(kept);
        }

        foreach (BrokerPermissions permissions in options.Permissions)
        {
            Set(permissions);
        }
    }

    /// <summary>Who may log in, by name.</summary>
    public IReadOnlyList<BrokerUser> Users => [.. _users.Values.OrderBy(static user => user.Name, StringComparer.Ordinal)];

    /// <summary>What each may do, by user and virtual host.</summary>
    public IReadOnlyList<BrokerPermissions> Permissions =>
    [
        .. _permissions.Values.Select(static permissions => permissions.Permissions)
            .OrderBy(static permissions => permissions.User, StringComparer.Ordinal)
            .ThenBy(static permissions => permissions.VirtualHost, StringComparer.Ordinal),
    ];

    /// <summary>Changes whenever anything here does.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>Told of every change, after it.</summary>
    internal Action<AccessChange>? Changed { get; set; }

    /// <summary>Adds a user, who may do nothing yet, or gives one that is there another password and other tags.</summary>
    public void SetUser(BrokerUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        lock (_gate)
        {
            _users[user.Name] = user;
            Change(new AccessChange.UserSet(user));
        }
    }

    /// <summary>Takes a user away, with all that it may do. Its connections end.</summary>
    /// <param name="name">The user's name.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteUser(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            if (!_users.TryRemove(name, out _))
            {
                return false;
            }

            foreach ((string User, string VirtualHost) key in _permissions.Keys.Where(key => key.User == name))
            {
                _permissions.TryRemove(key, out _);
            }

            Change(new AccessChange.UserDeleted(name));
            return true;
        }
    }

    /// <summary>Says what a user may do in a virtual host, instead of what was said before.</summary>
    /// <exception cref="ArgumentException">There is no such user, or one of the three is no regular expression.</exception>
    public void SetPermissions(BrokerPermissions permissions)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        lock (_gate)
        {
            Set(permissions);
            Change(new AccessChange.PermissionsSet(permissions));
        }
    }

    /// <summary>Takes from a user all that it may do in a virtual host: it cannot open it any more.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="virtualHost">The virtual host's name.</param>
    /// <returns>Whether it could do anything.</returns>
    public bool ClearPermissions(string user, string virtualHost)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(virtualHost);
        lock (_gate)
        {
            if (!_permissions.TryRemove((user, virtualHost), out _))
            {
                return false;
            }

            Change(new AccessChange.PermissionsCleared(user, virtualHost));
            return true;
        }
    }

    /// <summary>Lets those who may do everything in all other virtual hosts do so in a new one.</summary>
    internal void Open(string virtualHost, IReadOnlyCollection<string> others)
    {
        foreach (BrokerUser user in Users)
        {
            if (others.Count > 0 && others.All(other => Find(user.Name, other) is { IsEverything: true }))
            {
                SetPermissions(BrokerPermissions.Everything(user.Name, virtualHost));
            }
        }
    }

    /// <summary>Forgets who may do what in a virtual host that is no more.</summary>
    internal void Close(string virtualHost)
    {
        lock (_gate)
        {
            foreach ((string User, string VirtualHost) key in _permissions.Keys.Where(key => key.VirtualHost == virtualHost))
            {
                _permissions.TryRemove(key, out _);
            }

            Change(new AccessChange.VirtualHostClosed(virtualHost));
        }
    }

    /// <summary>Whether this password logs this user in.</summary>
    internal BrokerUser? Authenticate(string name, string password, bool isLoopback) =>
        _users.TryGetValue(name, out BrokerUser? user) && user.Accepts(password, isLoopback) ? user : null;

    /// <summary>What a user may do in a virtual host; null: not even open it.</summary>
    internal CompiledPermissions? Find(string user, string virtualHost) => _permissions.GetValueOrDefault((user, virtualHost));

    // Who is given when the broker starts is as given, but for the default user: one that was deleted or has another password stays so.
    private void Restore(AdministrationStore kept)
    {
        foreach ((string name, BrokerUser? user) in kept.Users)
        {
            bool isGiven = _users.TryGetValue(name, out BrokerUser? given) && !ReferenceEquals(given, BrokerUser.Guest);
            if (!isGiven && user is not null)
            {
                _users[name] = user;
            }
            else if (!isGiven)
            {
                _users.TryRemove(name, out _);
            }
        }

        foreach ((string user, string virtualHost, BrokerPermissions? permissions) in kept.Permissions.Where(
            permissions => _users.ContainsKey(permissions.User)))
        {
            _permissions.TryRemove((user, virtualHost), out _);
            if (permissions is not null)
            {
                Set(permissions);
            }
        }

        foreach ((string User, string VirtualHost) key in _permissions.Keys.Where(key => !_users.ContainsKey(key.User)))
        {
            _permissions.TryRemove(key, out _);
        }
    }

    private void Set(BrokerPermissions permissions)
    {
        if (!_users.ContainsKey(permissions.User))
        {
            throw new ArgumentException($"There is no user '{permissions.User}' who could be given permissions.", nameof(permissions));
        }

        _permissions[(permissions.User, permissions.VirtualHost)] = new CompiledPermissions(permissions);
    }

    private void Change(AccessChange change)
    {
        Volatile.Write(ref _version, _version + 1);
        Changed?.Invoke(change);
    }
}
