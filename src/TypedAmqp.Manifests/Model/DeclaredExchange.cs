namespace TypedAmqp.Manifests;

/// <summary>An exchange, with the class that declares it.</summary>
/// <param name="Type">The class's full name.</param>
/// <param name="Descriptor">The exchange as it is declared on the broker.</param>
public sealed record DeclaredExchange(string Type, ExchangeDescriptor Descriptor);
