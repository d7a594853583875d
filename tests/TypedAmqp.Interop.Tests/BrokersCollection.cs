namespace TypedAmqp.Interop.Tests;

/// <summary>The tests that share the two brokers, one after the other.</summary>
[CollectionDefinition(nameof(Brokers))]
public sealed class BrokersCollection : ICollectionFixture<Brokers>;
