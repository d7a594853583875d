namespace TypedAmqp.Generators.Model;

/// <summary>How a method of a service is answered.</summary>
internal enum RpcMethodKind
{
    /// <summary>By one reply.</summary>
    Call,

    /// <summary>By none: a <c>[OneWay]</c>.</summary>
    OneWay,

    /// <summary>By items until an end: it returns an <c>IAsyncEnumerable</c>.</summary>
    Stream,
}
