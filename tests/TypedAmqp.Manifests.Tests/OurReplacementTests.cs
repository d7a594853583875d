namespace TypedAmqp.Manifests.Tests;

/// <summary>Queues of our own broker are replaced; it counts exactly.</summary>
public sealed class OurReplacementTests : ReplacementTests
{
    protected override TimeSpan Quiet => TimeSpan.Zero;

    [Theory]
    [InlineData("classic", "quorum")]
    [InlineData("quorum", "classic")]
    [InlineData("classic", "limited")]
    public Task Publishers_and_consumers_run_and_every_message_arrives(string from, string to) => AssertReplacedAsync(from, to);

    protected override Task<ManagedBroker> StartAsync(string name) => ManagedBroker.StartOursAsync(name);
}
