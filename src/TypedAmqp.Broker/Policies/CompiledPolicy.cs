namespace TypedAmqp.Broker;

/// <summary>A policy with its pattern made ready.</summary>
/// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
internal sealed class CompiledPolicy(BrokerPolicy policy)
{
    private readonly NamePattern _pattern = new(policy.Pattern);

    public BrokerPolicy Policy { get; } = policy;

    public bool Matches(string virtualHost, string name, PolicyTarget target) =>
        Policy.VirtualHost == virtualHost && (Policy.ApplyTo & target) != 0 && _pattern.Finds(name);

    /// <summary>Whether it is the one of a name.</summary>
    public bool Is(string virtualHost, string name) => Policy.VirtualHost == virtualHost && Policy.Name == name;
}
