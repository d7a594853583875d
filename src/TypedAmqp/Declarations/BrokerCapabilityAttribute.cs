namespace TypedAmqp;

/// <summary>
/// Says that the brokers of this assembly's topology have a plugin: without it they answer 503 to exchanges of its type, and close the connection.
/// </summary>
/// <param name="exchangeType">The exchange type that the plugin provides, as one of the constants of <see cref="BrokerCapability"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class BrokerCapabilityAttribute(string exchangeType) : Attribute
{
    /// <summary>The exchange type that the plugin provides.</summary>
    public string ExchangeType { get; } = exchangeType;
}
