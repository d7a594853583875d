using TypedAmqp.Peers;

namespace TypedAmqp.Manifests.Tests;

/// <summary>Queues of a real RabbitMQ are replaced; it counts every few seconds.</summary>
[Collection(nameof(ManagedRabbitMq))]
public sealed class RabbitMqReplacementTests(ManagedRabbitMq rabbit) : ReplacementTests
{
    protected override TimeSpan Quiet => TimeSpan.FromSeconds(1);

    [SkippableFact(typeof(PeerMissingException))]
    public Task Publishers_and_consumers_run_and_every_message_arrives() => AssertReplacedAsync("classic", "quorum");

    protected override Task<ManagedBroker> StartAsync(string name) => ManagedBroker.StartRabbitMqAsync(rabbit, name);
}
