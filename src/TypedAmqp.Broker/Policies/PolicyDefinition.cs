using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What policies may say, and what it means beside the arguments of a queue.</summary>
internal static class PolicyDefinition
{
    // By the name in a policy.
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["message-ttl"] = QueueArguments.MessageTtl,
        ["expires"] = QueueArguments.Expires,
        ["max-length"] = QueueArguments.MaxLength,
        ["max-length-bytes"] = QueueArguments.MaxLengthBytes,
        ["max-in-memory-length"] = QueueArguments.MaxInMemoryLength,
        ["max-in-memory-bytes"] = QueueArguments.MaxInMemoryBytes,
        ["overflow"] = QueueArguments.OverflowMode,
        ["delivery-limit"] = QueueArguments.DeliveryLimit,
        ["dead-letter-exchange"] = QueueArguments.DeadLetterExchange,
        ["dead-letter-routing-key"] = QueueArguments.DeadLetterRoutingKey,
        ["dead-letter-strategy"] = QueueArguments.DeadLetterStrategy,
        ["queue-mode"] = QueueArguments.QueueMode,
        ["queue-version"] = QueueArguments.QueueVersion,
        ["queue-leader-locator"] = QueueArguments.LeaderLocator,
        ["queue-master-locator"] = QueueArguments.MasterLocator,
        ["max-age"] = QueueArguments.MaxAge,
        ["stream-max-segment-size-bytes"] = QueueArguments.SegmentSize,
        ["initial-cluster-size"] = QueueArguments.InitialClusterSize,
        [Exchange.AlternateArgument] = Exchange.AlternateArgument,
    };

    // What an operator may say.
    private static readonly string[] OfOperators =
        ["message-ttl", "expires", "max-length", "max-length-bytes", "max-in-memory-length", "max-in-memory-bytes", "delivery-limit"];

    // What makes a policy one for other types of queues than this.
    private static readonly string[] NotForClassic =
        ["max-age", "stream-max-segment-size-bytes", "queue-leader-locator", "initial-cluster-size", "delivery-limit", "dead-letter-strategy"];

    private static readonly string[] NotForQuorum =
        ["queue-mode", "queue-master-locator", "max-age", "stream-max-segment-size-bytes", "initial-cluster-size"];

    private static readonly string[] NotForStreams =
    [
        "expires", "message-ttl", "dead-letter-exchange", "dead-letter-routing-key", "max-length", "max-in-memory-length",
        "max-in-memory-bytes", "overflow",
        "queue-mode", "delivery-limit", "queue-master-locator", "dead-letter-strategy",
    ];

    /// <summary>Looks at a policy.</summary>
    /// <exception cref="ArgumentException">It says something that is not supported, or makes no sense.</exception>
    public static void Validate(BrokerPolicy policy, bool isOperators)
    {
        IReadOnlyCollection<string> known = isOperators ? OfOperators : Arguments.Keys;
        string kind = isOperators ? "Operator policy" : "Policy";
        if (policy.Definition.Count == 0)
        {
            throw new ArgumentException($"{kind} '{policy.Name}' says nothing; supported are {string.Join(", ", known)}.", nameof(policy));
        }

        foreach ((string name, object? value) in policy.Definition)
        {
            if (!known.Contains(name))
            {
                throw new ArgumentException(
                    $"{kind} '{policy.Name}': '{name}' is not supported; supported are {string.Join(", ", known)}.", nameof(policy));
            }

            if (name != Exchange.AlternateArgument && QueueArguments.ProblemInPolicy(Arguments[name], value) is { } problem)
            {
                throw new ArgumentException($"{kind} '{policy.Name}': '{name}' cannot be '{FieldText.Of(value)}'{problem}.", nameof(policy));
            }

            if (name == Exchange.AlternateArgument && value is not string)
            {
                throw new ArgumentException(
                    $"{kind} '{policy.Name}': '{name}' is the name of an exchange, not '{FieldText.Of(value)}'.", nameof(policy));
            }
        }
    }

    /// <summary>Whether nothing in a policy makes it one for other types of queues.</summary>
    public static bool IsFor(BrokerPolicy policy, string queueType)
    {
        string[] others = queueType switch
        {
            QueueArguments.Quorum => NotForQuorum,
            QueueArguments.Stream => NotForStreams,
            _ => NotForClassic,
        };
        return !policy.Definition.Any(pair => others.Contains(pair.Key));
    }

    /// <summary>The arguments of a queue, with what policies add to them or limit.</summary>
    public static FieldTable Merge(QueueDeclaration queue, FieldTable? policy, FieldTable? limits)
    {
        FieldTable merged = [];
        Merge(merged, limits, queue.Arguments);
        Merge(merged, policy, queue.Arguments);
        foreach ((string name, object? value) in queue.Arguments)
        {
            if (!merged.TryGetValue(name, out object? other))
            {
                merged[name] = value;
            }
            else if (name != QueueArguments.OverflowMode || queue.QueueType != QueueArguments.Quorum)
            {
                // What a quorum queue does when it is full its policy says before its argument.
                merged[name] = Smaller(value, other) ?? value;
            }
        }

        return merged;
    }

    // What does not go with the type of the queue is not for it.
    private static void Merge(FieldTable merged, FieldTable? definition, FieldTable arguments)
    {
        foreach ((string name, object? value) in definition ?? [])
        {
            string argument = Arguments[name];
            if (argument != Exchange.AlternateArgument && QueueArguments.IsApplicable(argument, arguments))
            {
                merged[argument] = merged.TryGetValue(argument, out object? other) ? Smaller(value, other) ?? other : value;
            }
        }
    }

    // Null where they are neither numbers nor ages.
    private static object? Smaller(object? left, object? right) => (left, right) switch
    {
        _ when FieldText.TryGetInteger(left, out long one) && FieldText.TryGetInteger(right, out long other) => Math.Min(one, other),
        (string one, string other) when StreamAge.TryRead(one, out long first) && StreamAge.TryRead(other, out long second) =>
            first <= second ? one : other,
        _ => null,
    };
}
