using System.IO.Pipelines;
using TypedAmqp.Broker;

namespace TypedAmqp.Conformance.Playing;

/// <summary>Our own broker, in this process: a new one for each scenario.</summary>
public sealed class EmbeddedBroker : IScenarioBroker
{
    private readonly TypedAmqp.Broker.Broker _broker = new(new BrokerOptions
    {
        Users = [BrokerUser.Guest, new BrokerUser("root", "root")],
        VirtualHosts = ["/", "blue", "green/leaf"],
    });

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
