using System.IO.Pipelines;
using TypedAmqp.Broker;

namespace TypedAmqp.Conformance.Playing;

/// <summary>Our own broker, in this process: a new one for each scenario.</summary>
public sealed class EmbeddedBroker : IScenarioBroker
{
    private static readonly string[] Hosts = ["/", "blue", "green/leaf"];

    private readonly TypedAmqp.Broker.Broker _broker = new(new BrokerOptions
    {
        Users = [BrokerUser.Guest, new BrokerUser("root", "root"), .. Ensemble.Setup.LimitedUsers.Select(static user => new BrokerUser(user.Name, user.Name))],
        VirtualHosts = Hosts,
    });

    /// <summary>Makes a broker with the users of <see cref="Ensemble.Setup"/>.</summary>
    public EmbeddedBroker()
    {
        foreach ((string name, (string Configure, string Write, string Read)? permissions) in Ensemble.Setup.LimitedUsers)
        {
            foreach (string host in Hosts)
            {
                _broker.Access.ClearPermissions(name, host);
                if (permissions is var (configure, write, read))
                {
                    _broker.Access.SetPermissions(new BrokerPermissions(name, host, configure, write, read));
                }
            }
        }
    }

    /// <inheritdoc/>
    public TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string VirtualHost => "/";

    /// <inheritdoc/>
    public Task<IDuplexPipe> ConnectAsync() => Task.FromResult(_broker.Connect());

    /// <inheritdoc/>
    public Task CleanAsync(IReadOnlySet<string> queues, IReadOnlySet<string> exchanges) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _broker.DisposeAsync();
}
