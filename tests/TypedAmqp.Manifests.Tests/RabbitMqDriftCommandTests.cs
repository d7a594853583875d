namespace TypedAmqp.Manifests.Tests;

/// <summary>The commands and a real RabbitMQ.</summary>
[Collection(nameof(ManagedRabbitMq))]
public sealed class RabbitMqDriftCommandTests(ManagedRabbitMq rabbit) : DriftCommandTests
{
    protected override Task<ManagedBroker> StartAsync(string name) => ManagedBroker.StartRabbitMqAsync(rabbit, name);
}
