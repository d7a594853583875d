using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A delayed-message exchange (<c>x-delayed-message</c>, RabbitMQ's plugin): a message whose header <c>x-delay</c> is a number of milliseconds is
/// routed that much later, then as an exchange of the type that <c>x-delayed-type</c> names would do it.
/// </summary>
internal sealed class DelayedExchange : Exchange
{
    private const string TypeArgument = "x-delayed-type";

    // Nothing waits longer, as in the plugin.
    private const long LongestDelay = uint.MaxValue;

    private readonly Exchange _inner;

    public DelayedExchange(VirtualHost virtualHost, ExchangeDeclaration declaration)
        : base(virtualHost, declaration)
    {
        _inner = ExchangeTypes.Create(virtualHost, declaration with { Type = InnerType(declaration.Arguments)! });
        BrokerResources resources = virtualHost.Resources;
        Waiting = new DelayQueue(
            this, declaration.Durable && resources.Topology is { } topology
                ? topology.CreateStore(virtualHost, declaration.Name)
                : resources.CreateStore());
    }

    /// <summary>The header that says how long a message is to wait.</summary>
    internal static ReadOnlySpan<byte> DelayHeader => "x-delay"u8;

    /// <summary>Where messages wait.</summary>
    internal DelayQueue Waiting { get; }

    internal override bool HasKeys => _inner.HasKeys;

    /// <summary>Looks at a declaration.</summary>
    /// <exception cref="AmqpChannelException">406: they do not say as what exchange it is to route.</exception>
    public static void Validate(ExchangeDeclaration declaration)
    {
        string? type = InnerType(declaration.Arguments);
        if (type is null or ExchangeTypes.Delayed)
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed, $"Invalid argument, '{TypeArgument}' must be an existing exchange type", MethodId.ExchangeDeclare);
        }

        ExchangeTypes.Validate(declaration with { Type = type });
    }

    /// <summary>How long a message is to wait, in milliseconds; 0: not at all.</summary>
    public static long DelayOf(BasicPropertiesView properties) =>
        properties.HasHeaders && properties.Headers.TryGet(DelayHeader, out FieldValueView value) && value.TryGetInteger(out long delay)
            && delay is > 0 and <= LongestDelay
            ? delay
            : 0;

    internal override void Match(in RoutingContext context, RouteTargets targets)
    {
        targets.DependsOnMessage = true;
        if (DelayOf(context.Properties) > 0)
        {
            targets.Add(Waiting);
        }
        else
        {
            _inner.Match(in context, targets);
        }
    }

    internal override void Add(Binding binding) => _inner.Add(binding);

    internal override void Remove(Binding binding) => _inner.Remove(binding);

    internal override void Validate(string routingKey, FieldTable arguments, MethodId method) => _inner.Validate(routingKey, arguments, method);

    internal override void Deleted() => Waiting.Close();

    private static string? InnerType(FieldTable arguments) =>
        arguments.GetValueOrDefault(TypeArgument) is string type && ExchangeTypes.IsKnown(type) ? type : null;
}
