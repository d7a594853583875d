namespace TypedAmqp.Broker;

// Policies may be set and cleared at any time, and hold at once for queues and exchanges that are there, as RabbitMQ's do.
public sealed partial class Broker
{
    private readonly Lock _policyGate = new();

    /// <summary>The policies; of those that match, the first one holds.</summary>
    public IReadOnlyList<BrokerPolicy> Policies => Resources.Policies.Policies;

    /// <summary>The policies of operators.</summary>
    public IReadOnlyList<BrokerPolicy> OperatorPolicies => Resources.Policies.OperatorPolicies;

    /// <summary>
    /// Sets a policy, in place of one of its name in its virtual host. It holds at once, also for queues and exchanges that are there: limits are
    /// kept by dropping messages, a time to live is that of messages to come.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There is no such virtual host, its pattern is no regular expression, or its definition is not supported.
    /// </exception>
    public void SetPolicy(BrokerPolicy policy) => Set(policy, isOperators: false);

    /// <summary>Sets a policy of an operator, which limits what arguments and other policies ask for.</summary>
    /// <inheritdoc cref="SetPolicy"/>
    public void SetOperatorPolicy(BrokerPolicy policy) => Set(policy, isOperators: true);

    /// <summary>Clears a policy: another one that matches holds from now on, or none.</summary>
    /// <param name="virtualHost">The virtual host that it is for.</param>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public bool ClearPolicy(string virtualHost, string name) => Clear(virtualHost, name, isOperators: false);

    /// <summary>Clears a policy of an operator.</summary>
    /// <inheritdoc cref="ClearPolicy"/>
    public bool ClearOperatorPolicy(string virtualHost, string name) => Clear(virtualHost, name, isOperators: true);

    private void Set(BrokerPolicy policy, bool isOperators)
    {
        ArgumentNullException.ThrowIfNull(policy);
        lock (_policyGate)
        {
            // Under the lock: one that is being deleted takes its policies along.
            if (!VirtualHosts.TryGetValue(policy.VirtualHost, out VirtualHost? virtualHost))
            {
                throw new ArgumentException(
                    $"Policy '{policy.Name}' is for a virtual host '{policy.VirtualHost}', which is not there; there are {string.Join(", ", VirtualHosts.Keys)}.",
                    nameof(policy));
            }

            Resources.Policies = Resources.Policies.With(policy, isOperators);
            Resources.Administration?.Keep(policy, isOperators);
            virtualHost.ApplyPolicies();
        }

        Resources.Log?.Write();
    }

    private void ClearPolicies(string virtualHost)
    {
        foreach (bool isOperators in new[] { false, true })
        {
            foreach (BrokerPolicy policy in (isOperators ? OperatorPolicies : Policies).Where(policy => policy.VirtualHost == virtualHost))
            {
                Clear(virtualHost, policy.Name, isOperators);
            }
        }
    }

    private bool Clear(string virtualHost, string name, bool isOperators)
    {
        ArgumentNullException.ThrowIfNull(virtualHost);
        ArgumentNullException.ThrowIfNull(name);
        lock (_policyGate)
        {
            PolicySet rest = Resources.Policies.Without(virtualHost, name, isOperators);
            if (rest == Resources.Policies)
            {
                return false;
            }

            Resources.Policies = rest;
            Resources.Administration?.Remove(virtualHost, name, isOperators);
            VirtualHosts.GetValueOrDefault(virtualHost)?.ApplyPolicies();
        }

        Resources.Log?.Write();
        return true;
    }
}
