namespace TypedAmqp;

/// <summary>
/// Says that <typeparamref name="TMessage"/>, which can arrive, is not of interest: it is acknowledged and dropped. On a queue its <c>IConsumer</c>
/// has no method for it; on a class that implements such an interface, which must then be <c>partial</c>, the compiler writes the method.
/// </summary>
/// <typeparam name="TMessage">The contract.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IgnoreAttribute<TMessage> : Attribute;
