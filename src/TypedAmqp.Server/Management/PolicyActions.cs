using TypedAmqp.Broker;

namespace TypedAmqp.Server.Management;

/// <summary>What the management API does with policies, and with those of operators.</summary>
internal sealed class PolicyActions(Broker.Broker broker)
{
    private const string OfOperators = "operator-policies";

    /// <summary>All of a kind.</summary>
    public PolicyView[] All(string kind) => [.. (kind == OfOperators ? broker.OperatorPolicies : broker.Policies).Select(View)];

    /// <summary>Sets one.</summary>
    /// <exception cref="ArgumentException">It makes no sense.</exception>
    public Answer Set(string kind, string host, string name, PolicyRequest request)
    {
        bool isNew = Array.TrueForAll(All(kind), known => known.Vhost != host || known.Name != name);
        Set(kind, new PolicyView(host, name, request.Pattern, request.ApplyTo, request.Definition, request.Priority));
        return Answer.Made(isNew);
    }

    /// <summary>Sets one.</summary>
    /// <exception cref="ArgumentException">It makes no sense.</exception>
    public void Set(string kind, PolicyView policy)
    {
        PolicyTarget target = policy.ApplyTo switch
        {
            "all" => PolicyTarget.All,
            "queues" => PolicyTarget.Queues,
            "exchanges" => PolicyTarget.Exchanges,
            _ => throw new ArgumentException($"A policy applies to 'queues', 'exchanges' or 'all', and not to '{policy.ApplyTo}'."),
        };
        BrokerPolicy set =
            new(policy.Name, policy.Pattern, policy.Definition) { VirtualHost = policy.Vhost, ApplyTo = target, Priority = policy.Priority };
        if (kind == OfOperators)
        {
            broker.SetOperatorPolicy(set);
        }
        else
        {
            broker.SetPolicy(set);
        }
    }

    /// <summary>Clears one.</summary>
    public Answer Clear(string kind, string host, string name) =>
        Answer.DoneIf(kind == OfOperators ? broker.ClearOperatorPolicy(host, name) : broker.ClearPolicy(host, name));

    private static PolicyView View(BrokerPolicy policy)
    {
        string target = policy.ApplyTo switch
        {
            PolicyTarget.Queues => "queues",
            PolicyTarget.Exchanges => "exchanges",
            _ => "all",
        };
        return new PolicyView(policy.VirtualHost, policy.Name, policy.Pattern, target, policy.Definition, policy.Priority);
    }
}
