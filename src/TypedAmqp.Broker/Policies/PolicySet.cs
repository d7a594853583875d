using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The policies of a broker, and those of its operators, which limit what others may ask for. What a queue's arguments, its policy and its operator policy say of the same
/// number, the smallest counts; of anything else the arguments count before the policies, and an operator's before another's.
/// </summary>
internal sealed class PolicySet
{
    // By the name in a policy.
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["message-ttl"] = QueueArguments.MessageTtl,
        ["expires"] = QueueArguments.Expires,
        ["max-length"] = QueueArguments.MaxLength,
        ["max-length-bytes"] = QueueArguments.MaxLengthBytes,
        ["overflow"] = QueueArguments.OverflowMode,
        ["delivery-limit"] = QueueArguments.DeliveryLimit,
        ["dead-letter-exchange"] = QueueArguments.DeadLetterExchange,
        ["dead-letter-routing-key"] = QueueArguments.DeadLetterRoutingKey,
        ["max-age"] = QueueArguments.MaxAge,
        ["stream-max-segment-size-bytes"] = QueueArguments.SegmentSize,
        [Exchange.AlternateArgument] = Exchange.AlternateArgument,
    };

    // What an operator may say.
    private static readonly string[] OfOperators = ["message-ttl", "expires", "max-length", "max-length-bytes", "overflow", "delivery-limit"];

    /// <summary>No policies.</summary>
    public static readonly PolicySet None = new([], []);

    private readonly CompiledPolicy[] _policies;
    private readonly CompiledPolicy[] _operatorPolicies;

    /// <exception cref="ArgumentException">A pattern is no regular expression, or a definition is not supported, or makes no sense.</exception>
    public PolicySet(IReadOnlyList<BrokerPolicy> policies, IReadOnlyList<BrokerPolicy> operatorPolicies)
    {
        _policies = Sort(policies, Arguments.Keys, nameof(BrokerOptions.Policies));
        _operatorPolicies = Sort(operatorPolicies, OfOperators, nameof(BrokerOptions.OperatorPolicies));
    }

    /// <summary>What a queue is to do: its arguments, and what policies add to them or limit.</summary>
    public FieldTable ArgumentsOf(string virtualHost, QueueDeclaration queue)
    {
        FieldTable? policy = Find(_policies, virtualHost, queue.Name, PolicyTarget.Queues);
        FieldTable? limits = Find(_operatorPolicies, virtualHost, queue.Name, PolicyTarget.Queues);
        if (policy is null && limits is null)
        {
            return queue.Arguments;
        }

        FieldTable merged = [];
        Merge(merged, limits, queue.Arguments);
        Merge(merged, policy, queue.Arguments);
        foreach ((string name, object? value) in queue.Arguments)
        {
            merged[name] = merged.TryGetValue(name, out object? other) && Smaller(value, other) is { } smaller ? smaller : value;
        }

        return merged;
    }

    /// <summary>The exchange for messages that match no binding; null: none.</summary>
    public string? AlternateOf(string virtualHost, ExchangeDeclaration exchange) =>
        exchange.Arguments.TryGetValue(Exchange.AlternateArgument, out object? own)
            ? own as string
            : Find(_policies, virtualHost, exchange.Name, PolicyTarget.Exchanges)?.GetValueOrDefault(Exchange.AlternateArgument) as string;

    private static FieldTable? Find(CompiledPolicy[] policies, string virtualHost, string name, PolicyTarget target) =>
        Array.Find(policies, policy => policy.Matches(virtualHost, name, target))?.Policy.Definition;

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

    // Null where they are no numbers.
    private static object? Smaller(object? left, object? right) =>
        FieldText.TryGetInteger(left, out long one) && FieldText.TryGetInteger(right, out long other) ? Math.Min(one, other) : null;

    private static CompiledPolicy[] Sort(IReadOnlyList<BrokerPolicy> policies, IReadOnlyCollection<string> known, string parameter)
    {
        foreach (BrokerPolicy policy in policies)
        {
            foreach ((string name, object? value) in policy.Definition)
            {
                if (!known.Contains(name))
                {
                    throw new ArgumentException($"Policy '{policy.Name}': '{name}' is not supported; supported are {string.Join(", ", known)}.", parameter);
                }

                if (name != Exchange.AlternateArgument && QueueArguments.ProblemInPolicy(Arguments[name], value) is { } problem)
                {
                    throw new ArgumentException($"Policy '{policy.Name}': '{name}' cannot be '{FieldText.Of(value)}'{problem}.", parameter);
                }

                if (name == Exchange.AlternateArgument && value is not string)
                {
                    throw new ArgumentException($"Policy '{policy.Name}': '{name}' is the name of an exchange, not '{FieldText.Of(value)}'.", parameter);
                }
            }
        }

        return
        [
            .. policies.OrderByDescending(static policy => policy.Priority).ThenBy(static policy => policy.Name, StringComparer.Ordinal)
                .Select(static policy => new CompiledPolicy(policy)),
        ];
    }
}
