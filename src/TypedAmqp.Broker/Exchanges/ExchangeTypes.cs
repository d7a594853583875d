using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>The kinds of exchanges, by the names that they are declared with.</summary>
internal static class ExchangeTypes
{
    public const string Direct = "direct";
    public const string Fanout = "fanout";
    public const string Topic = "topic";
    public const string Headers = "headers";

    public const string ConsistentHash = "x-consistent-hash";
    public const string Random = "x-random";
    public const string Delayed = "x-delayed-message";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Known { get; } = [Direct, Fanout, Topic, Headers, ConsistentHash, Random, Delayed];

    public static bool IsKnown(string type) => Known.Contains(type);

    /// <summary>Looks at the arguments that belong to the kind.</summary>
    /// <exception cref="AmqpChannelException">406: they make no sense.</exception>
    public static void Validate(ExchangeDeclaration declaration)
    {
        switch (declaration.Type)
        {
            case ConsistentHash:
                ConsistentHashExchange.Validate(declaration.Arguments);
                break;
            case Delayed:
                DelayedExchange.Validate(declaration);
                break;
        }
    }

    /// <summary>Makes an exchange of the kind that its declaration says, which is known.</summary>
    public static Exchange Create(VirtualHost virtualHost, ExchangeDeclaration declaration) => declaration.Type switch
    {
        Direct => new DirectExchange(virtualHost, declaration),
        Fanout => new FanoutExchange(virtualHost, declaration),
        Topic => new TopicExchange(virtualHost, declaration),
        Headers => new HeadersExchange(virtualHost, declaration),
        ConsistentHash => new ConsistentHashExchange(virtualHost, declaration),
        Random => new RandomExchange(virtualHost, declaration),
        Delayed => new DelayedExchange(virtualHost, declaration),
        _ => throw new ArgumentException($"There is no exchange type '{declaration.Type}'.", nameof(declaration)),
    };
}
