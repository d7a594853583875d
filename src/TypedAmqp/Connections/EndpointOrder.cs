namespace TypedAmqp;

/// <summary>In which order several endpoints are tried.</summary>
public enum EndpointOrder
{
    /// <summary>In another order each time, so that clients spread over the nodes of a cluster.</summary>
    Shuffled = 0,

    /// <summary>In the order given, so that the first one is preferred.</summary>
    InOrder = 1,
}
