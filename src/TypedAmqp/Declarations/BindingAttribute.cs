namespace TypedAmqp;

/// <summary>Binds this queue, or this exchange, to the exchange <typeparamref name="TExchange"/>: what matches there arrives here.</summary>
/// <typeparam name="TExchange">The class that declares the source exchange.</typeparam>
/// <param name="routingKeys">One binding for each key; none means one binding with the empty key, as for a fanout exchange.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class BindingAttribute<TExchange>(params string[] routingKeys) : Attribute
{
    /// <summary>The binding keys; patterns with <c>*</c> and <c>#</c> on a topic exchange.</summary>
    public string[] RoutingKeys { get; } = routingKeys;

    /// <summary>
    /// Whether the keys are chosen while the program runs: everything that the exchange may publish can arrive. Default: <see langword="false"/>.
    /// </summary>
    public bool AtRunTime { get; set; }
}
