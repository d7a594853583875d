using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A consistent-hash exchange (<c>x-consistent-hash</c>, RabbitMQ's plugin): each message goes to one of those that are bound, by the hash of its
/// routing key, of a header or of a property. The binding key is a weight: how large a share its queue gets. When bindings come or go, most messages
/// keep their place.
/// </summary>
internal sealed class ConsistentHashExchange : Exchange
{
    private const string HeaderArgument = "hash-header";
    private const string PropertyArgument = "hash-property";

    private readonly byte[]? _header;
    private readonly string? _property;

    // In the order in which they were bound. Only the first binding of a destination counts, and all of it goes with any of them, as in the plugin.
    private readonly List<Share> _shares = [];
    private Share[]? _snapshot;

    public ConsistentHashExchange(VirtualHost virtualHost, ExchangeDeclaration declaration)
        : base(virtualHost, declaration)
    {
        _header = declaration.Arguments.GetValueOrDefault(HeaderArgument) is string header ? System.Text.Encoding.UTF8.GetBytes(header) : null;
        _property = declaration.Arguments.GetValueOrDefault(PropertyArgument) as string;
    }

    internal override bool HasKeys => false;

    /// <summary>Looks at the arguments of a declaration.</summary>
    /// <exception cref="AmqpChannelException">406: what is to be hashed makes no sense.</exception>
    public static void Validate(FieldTable arguments)
    {
        bool hasHeader = arguments.TryGetValue(HeaderArgument, out object? header);
        bool hasProperty = arguments.TryGetValue(PropertyArgument, out object? property);
        if (hasHeader && hasProperty)
        {
            throw Invalid($"{HeaderArgument} and {PropertyArgument} are mutually exclusive");
        }

        if (hasHeader && header is not string)
        {
            throw Invalid($"{HeaderArgument} is of type {FieldText.TypeOf(header)}: name a header");
        }

        if (hasProperty && property is not ("correlation_id" or "message_id" or "timestamp"))
        {
            throw Invalid($"Unsupported property: {FieldText.Of(property)}");
        }
    }

    internal override void Match(in RoutingContext context, RouteTargets targets)
    {
        targets.DependsOnMessage |= _header is not null || _property is not null;
        Share[] shares = Volatile.Read(ref _snapshot) ?? Collect();
        if (shares.Length == 0)
        {
            return;
        }

        long place = JumpHash.Place(StableHash.Of(Hashed(context)), shares[^1].End);
        int low = 0;
        int high = shares.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = shares[middle].End <= place ? (middle + 1, high) : (low, middle);
        }

        targets.Add(shares[low].Destination);
    }

    internal override void Add(Binding binding)
    {
        if (!_shares.Exists(share => share.Destination == binding.Destination))
        {
            _shares.Add(new Share(binding.Destination, long.Parse(binding.RoutingKey, System.Globalization.CultureInfo.InvariantCulture)));
            Volatile.Write(ref _snapshot, null);
        }
    }

    internal override void Remove(Binding binding)
    {
        _shares.RemoveAll(share => share.Destination == binding.Destination);
        Volatile.Write(ref _snapshot, null);
    }

    internal override void Validate(string routingKey, FieldTable arguments, MethodId method)
    {
        if (!int.TryParse(
            routingKey, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out int weight))
        {
            string text = routingKey.Length == 0 ? "<<>>" : $"<<\"{routingKey}\">>";
            throw Refusal.Channel(ReplyCode.PreconditionFailed, $"The binding key must be an integer: {text}", method);
        }

        if (weight <= 0)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, "The binding key must be greater than 0", method);
        }
    }

    private static AmqpChannelException Invalid(string problem) => Refusal.Channel(ReplyCode.PreconditionFailed, problem, MethodId.ExchangeDeclare);

    // What a message lacks is hashed as nothing.
    private ReadOnlySpan<byte> Hashed(in RoutingContext context)
    {
        if (_header is not null)
        {
            return context.Properties.Headers.TryGet(_header, out FieldValueView value) ? value.Octets : default;
        }

        BasicPropertiesView properties = context.Properties;
        return _property switch
        {
            null => context.RoutingKey,
            "correlation_id" => properties.HasCorrelationId ? properties.CorrelationId.Octets : default,
            "message_id" => properties.HasMessageId ? properties.MessageId.Octets : default,
            _ => properties.HasTimestamp ? BitConverter.GetBytes(properties.Timestamp.ToUnixTimeSeconds()) : default,
        };
    }

    private Share[] Collect()
    {
        lock (VirtualHost.Gate)
        {
            long end = 0;
            Share[] shares = [.. _shares.Select(share => share with { End = end += share.Weight })];
            Volatile.Write(ref _snapshot, shares);
            return shares;
        }
    }

    // Where it ends is where the weights before it and its own end.
    private readonly record struct Share(object Destination, long Weight, long End = 0);
}
