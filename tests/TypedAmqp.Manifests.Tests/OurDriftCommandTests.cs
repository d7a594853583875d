namespace TypedAmqp.Manifests.Tests;

/// <summary>The commands and our own broker.</summary>
public sealed class OurDriftCommandTests : DriftCommandTests
{
    protected override Task<ManagedBroker> StartAsync(string name) => ManagedBroker.StartOursAsync(name);
}
