namespace TypedAmqp.Broker.Tests;

/// <summary>Tests that measure the process, and therefore run when no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class AloneCollection
{
    public const string Name = "alone";
}
