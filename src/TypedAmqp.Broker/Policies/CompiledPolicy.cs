using System.Text.RegularExpressions;

namespace TypedAmqp.Broker;

/// <summary>A policy with its pattern made ready.</summary>
/// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
internal sealed class CompiledPolicy(BrokerPolicy policy)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex _pattern = new(policy.Pattern, RegexOptions.CultureInvariant, Patience);

    public BrokerPolicy Policy { get; } = policy;

    public bool Matches(string virtualHost, string name, PolicyTarget target) =>
        Policy.VirtualHost == virtualHost && (Policy.ApplyTo & target) != 0 && _pattern.IsMatch(name);

    /// <summary>Whether it is the one of a name.</summary>
    public bool Is(string virtualHost, string name) => Policy.VirtualHost == virtualHost && Policy.Name == name;
}
