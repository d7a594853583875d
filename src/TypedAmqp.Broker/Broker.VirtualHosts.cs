namespace TypedAmqp.Broker;

// Virtual hosts may come and go at any time.
public sealed partial class Broker
{
    private readonly Lock _virtualHostGate = new();

    // Never changed, only replaced: who looks one up waits for nobody.
    private volatile IReadOnlyDictionary<string, VirtualHost> _virtualHosts;

    /// <summary>The virtual hosts by name, as they are at this moment.</summary>
    public IReadOnlyDictionary<string, VirtualHost> VirtualHosts => _virtualHosts;

    /// <summary>Makes a virtual host, or finds it there. Users who may do everything in all others may do so in a new one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isNew">Whether it was not there.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public VirtualHost AddVirtualHost(string name, out bool isNew)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentException("A virtual host has to have a name that is not empty.", nameof(name));
        }

        VirtualHost? virtualHost;
        lock (_virtualHostGate)
        {
            isNew = !_virtualHosts.TryGetValue(name, out virtualHost);
            if (isNew)
            {
                virtualHost = new VirtualHost(name, Resources);
                Access.Open(name, [.. _virtualHosts.Keys]);
                _virtualHosts = new Dictionary<string, VirtualHost>(_virtualHosts, StringComparer.Ordinal) { [name] = virtualHost };
            }
        }

        Resources.Log?.Write();
        return virtualHost!;
    }

    /// <summary>Deletes a virtual host with its exchanges, queues, policies and permissions. Its connections end.</summary>
    /// <param name="name">Its name. One that the broker is started with is there again after the next start.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteVirtualHost(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        VirtualHost? virtualHost;
        lock (_virtualHostGate)
        {
            if (!_virtualHosts.TryGetValue(name, out virtualHost))
            {
                return false;
            }

            // Nobody enters it any more; it goes last, so that nothing that is kept is without its virtual host.
            _virtualHosts = _virtualHosts.Where(other => other.Key != name).ToDictionary(StringComparer.Ordinal);
            Access.Close(name);
            ClearPolicies(name);
            virtualHost.Delete();
        }

        Resources.Log?.Write();

        foreach (Connection connection in Connections.Where(connection => connection.VirtualHost == virtualHost))
        {
            connection.Stop($"vhost '{name}' is deleted");
        }

        return true;
    }

    private static Dictionary<string, VirtualHost> MakeVirtualHosts(IEnumerable<string> names, BrokerResources resources) =>
        names.ToDictionary(static name => name, name => new VirtualHost(name, resources), StringComparer.Ordinal);
}
