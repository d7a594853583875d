namespace TypedAmqp;

/// <summary>Says where messages go that no binding of this exchange matches (<c>alternate-exchange</c>).</summary>
/// <typeparam name="TExchange">The class that declares the exchange.</typeparam>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AlternateExchangeAttribute<TExchange> : Attribute;
