using TypedAmqp.Broker;

namespace TypedAmqp.Testing;

/// <summary>
/// A virtual host of a test's own, made in well under a millisecond: tests that share a broker do not see each other's queues. Disposing it deletes
/// them.
/// </summary>
public sealed class TestVirtualHost : IDisposable
{
    private readonly TestBroker _broker;

    internal TestVirtualHost(TestBroker broker, VirtualHost virtualHost)
    {
        _broker = broker;
        VirtualHost = virtualHost;
    }

    /// <summary>Its name.</summary>
    public string Name => VirtualHost.Name;

    /// <summary>Its exchanges and queues can be looked at.</summary>
    public VirtualHost VirtualHost { get; }

    /// <summary>The URI for the user <c>guest</c> and this virtual host.</summary>
    /// <exception cref="InvalidOperationException">The broker was started without a listener.</exception>
    public string Uri => _broker.Uri + System.Uri.EscapeDataString(Name);

    /// <summary>Options for a connection within the process, as <c>guest</c> to this virtual host.</summary>
    public AmqpConnectionOptions ConnectionOptions => _broker.ConnectionOptions with { VirtualHost = Name };

    /// <summary>Opens a connection within the process, as <c>guest</c> to this virtual host.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<AmqpConnection> ConnectAsync(CancellationToken cancellationToken = default) =>
        AmqpConnection.ConnectAsync(ConnectionOptions, cancellationToken);

    /// <summary>Deletes it, with its queues and their messages. Connections to it end.</summary>
    public void Dispose() => _broker.Broker.DeleteVirtualHost(Name);
}
