using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// The policies of a broker, and those of its operators, which limit what others may ask for. What a queue's arguments, its policy and its operator
/// policy say of the same number, the smallest counts; of anything else the arguments count before the policies, and an operator's before another's.
/// A policy with anything in it that does not go with the type of a queue is not for that queue. Never changed: policies that are set or cleared make
/// another set.
/// </summary>
internal sealed class PolicySet
{
    /// <summary>No policies.</summary>
    public static readonly PolicySet None = new(Array.Empty<BrokerPolicy>(), []);

    private readonly CompiledPolicy[] _policies;
    private readonly CompiledPolicy[] _operatorPolicies;

    /// <exception cref="ArgumentException">A pattern is no regular expression, or a definition is not supported, or makes no sense.</exception>
    public PolicySet(IReadOnlyList<BrokerPolicy> policies, IReadOnlyList<BrokerPolicy> operatorPolicies)
    {
        foreach (BrokerPolicy policy in policies)
        {
            PolicyDefinition.Validate(policy, isOperators: false);
        }

        foreach (BrokerPolicy policy in operatorPolicies)
        {
            PolicyDefinition.Validate(policy, isOperators: true);
        }

        _policies = Sort(policies.Select(static policy => new CompiledPolicy(policy)));
        _operatorPolicies = Sort(operatorPolicies.Select(static policy => new CompiledPolicy(policy)));
    }

    private PolicySet(CompiledPolicy[] policies, CompiledPolicy[] operatorPolicies)
    {
        _policies = policies;
        _operatorPolicies = operatorPolicies;
    }

    /// <summary>The policies, those that come first when several match before the others.</summary>
    public IReadOnlyList<BrokerPolicy> Policies => [.. _policies.Select(static compiled => compiled.Policy)];

    /// <summary>Those of operators.</summary>
    public IReadOnlyList<BrokerPolicy> OperatorPolicies => [.. _operatorPolicies.Select(static compiled => compiled.Policy)];

    /// <summary>The same with those that were set in an earlier life of the broker, but for the names that are there.</summary>
    public PolicySet WithMissing(AdministrationStore kept)
    {
        PolicySet all = this;
        foreach (bool isOperators in new[] { false, true })
        {
            CompiledPolicy[] given = isOperators ? _operatorPolicies : _policies;
            foreach (BrokerPolicy policy in kept.Policies(isOperators)
                .Where(policy => !Array.Exists(given, other => other.Is(policy.VirtualHost, policy.Name))))
            {
                all = all.With(policy, isOperators);
            }
        }

        return all;
    }

    /// <summary>The same with one more, in place of one of its name in its virtual host.</summary>
    /// <exception cref="ArgumentException">Its pattern is no regular expression, or its definition is not supported, or makes no sense.</exception>
    public PolicySet With(BrokerPolicy policy, bool isOperators)
    {
        PolicyDefinition.Validate(policy, isOperators);
        CompiledPolicy compiled = new(policy);
        return Change(policies => Sort(policies.Where(other => !other.Is(policy.VirtualHost, policy.Name)).Append(compiled)), isOperators);
    }

    /// <summary>The same without one; this very set when there is no such policy.</summary>
    public PolicySet Without(string virtualHost, string name, bool isOperators) =>
        Array.Exists(isOperators ? _operatorPolicies : _policies, policy => policy.Is(virtualHost, name))
            ? Change(policies => [.. policies.Where(policy => !policy.Is(virtualHost, name))], isOperators)
            : this;

    /// <summary>The policy of a queue, and the operator's; null where there is none.</summary>
    /// <param name="virtualHost">Where it is.</param>
    /// <param name="queue">What it was declared with.</param>
    public (BrokerPolicy? Policy, BrokerPolicy? Limits) Of(string virtualHost, QueueDeclaration queue)
    {
        bool MayBeFor(CompiledPolicy policy) => PolicyDefinition.IsFor(policy.Policy, queue.QueueType);
        return (Find(_policies, virtualHost, queue.Name, PolicyTarget.Queues, MayBeFor), Find(
            _operatorPolicies, virtualHost, queue.Name, PolicyTarget.Queues, MayBeFor));
    }

    /// <summary>What a queue is to do: its arguments, and what policies add to them or limit.</summary>
    /// <param name="virtualHost">Where it is.</param>
    /// <param name="queue">What it was declared with.</param>
    public FieldTable ArgumentsOf(string virtualHost, QueueDeclaration queue)
    {
        (BrokerPolicy? policy, BrokerPolicy? limits) = Of(virtualHost, queue);
        return policy is null && limits is null ? queue.Arguments : PolicyDefinition.Merge(queue, policy?.Definition, limits?.Definition);
    }

    /// <summary>The policy of an exchange; null: none.</summary>
    public BrokerPolicy? Of(string virtualHost, ExchangeDeclaration exchange) =>
        Find(_policies, virtualHost, exchange.Name, PolicyTarget.Exchanges, static _ => true);

    /// <summary>The exchange for messages that match no binding; null: none.</summary>
    public string? AlternateOf(string virtualHost, ExchangeDeclaration exchange) =>
        exchange.Arguments.TryGetValue(Exchange.AlternateArgument, out object? own)
            ? own as string
            : Of(virtualHost, exchange)?.Definition.GetValueOrDefault(Exchange.AlternateArgument) as string;

    private static BrokerPolicy? Find(CompiledPolicy[] policies, string virtualHost, string name, PolicyTarget target, Predicate<CompiledPolicy> mayBeFor) =>
        Array.Find(policies, policy => policy.Matches(virtualHost, name, target) && mayBeFor(policy))?.Policy;

    private static CompiledPolicy[] Sort(IEnumerable<CompiledPolicy> policies) =>
        [.. policies.OrderByDescending(static compiled => compiled.Policy.Priority)
            .ThenBy(static compiled => compiled.Policy.Name, StringComparer.Ordinal)];

    private PolicySet Change(Func<CompiledPolicy[], CompiledPolicy[]> change, bool isOperators) =>
        isOperators ? new PolicySet(_policies, change(_operatorPolicies)) : new PolicySet(change(_policies), _operatorPolicies);
}
