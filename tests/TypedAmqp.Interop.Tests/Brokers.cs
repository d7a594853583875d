using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>
/// Our broker and a real RabbitMQ, each started once for all tests, when the first test asks for it. A test that runs against both expects
/// the same text of both: what RabbitMQ does is the fact, and ours must be equal.
/// </summary>
public sealed class Brokers : IAsyncLifetime
{
    // What comes with RabbitMQ and provides exchanges.
    private static readonly string[] RabbitMqPlugins =
        ["rabbitmq_consistent_hash_exchange", "rabbitmq_random_exchange", "rabbitmq_recent_history_exchange", "rabbitmq_sharding"];

    private readonly Lazy<Task<BrokerProcess>> _typedAmqp = new(async () => await TypedAmqpProcess.StartAsync());
    private readonly Lazy<Task<BrokerProcess>> _rabbitMq = new(
        async () => await RabbitMqServer.StartAsync(new BrokerSetup { Plugins = RabbitMqPlugins }));

    /// <summary>The broker of a test case.</summary>
    /// <exception cref="PeerMissingException">It is RabbitMQ, which this machine does not have.</exception>
    public Task<BrokerProcess> StartedAsync(BrokerKind kind) => kind == BrokerKind.RabbitMq ? _rabbitMq.Value : _typedAmqp.Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (Lazy<Task<BrokerProcess>> broker in new[] { _typedAmqp, _rabbitMq })
        {
            if (broker is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                await (await broker.Value).DisposeAsync();
            }
        }
    }
}
