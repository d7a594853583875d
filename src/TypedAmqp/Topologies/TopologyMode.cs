namespace TypedAmqp;

/// <summary>What connecting does about the topology.</summary>
public enum TopologyMode
{
    /// <summary>Declares what is not there yet. What is there and differs is a <see cref="TopologyException"/>.</summary>
    Apply = 0,

    /// <summary>Changes nothing, and compares: everything that is missing or differs is named by one <see cref="TopologyException"/>.</summary>
    Verify = 1,

    /// <summary>Neither declares nor compares: somebody else has seen to it.</summary>
    Assume = 2,
}
