namespace TypedAmqp.Broker;

/// <summary>The kinds of exchanges, by the names that they are declared with.</summary>
internal static class ExchangeTypes
{
    public const string Direct = "direct";
    public const string Fanout = "fanout";
    public const string Topic = "topic";
    public const string Headers = "headers";

    public static bool IsKnown(string type) => type is Direct or Fanout or Topic or Headers;

    /// <summary>Makes an exchange of the kind that its declaration says, which is known.</summary>
    public static Exchange Create(VirtualHost virtualHost, ExchangeDeclaration declaration) => declaration.Type switch
    {
        Direct => new DirectExchange(virtualHost, declaration),
        Fanout => new FanoutExchange(virtualHost, declaration),
        Topic => new TopicExchange(virtualHost, declaration),
        Headers => new HeadersExchange(virtualHost, declaration),
        _ => throw new ArgumentException($"There is no exchange type '{declaration.Type}'.", nameof(declaration)),
    };
}
