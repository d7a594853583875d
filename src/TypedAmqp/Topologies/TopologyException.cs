using System.Collections.Immutable;

namespace TypedAmqp;

/// <summary>The broker has something else than the topology declares.</summary>
/// <param name="topology">The topology's name.</param>
/// <param name="differences">For each difference what it is, with the broker's own words, where it is declared and what to do.</param>
/// <param name="innerException">The broker's refusal, if there was one.</param>
public sealed class TopologyException(string topology, IEnumerable<string> differences, Exception? innerException = null)
    : Exception(
        $"The topology '{topology}' does not fit the broker:{string.Concat(differences.Select(static difference => $"{Environment.NewLine}  {difference}"))}",
        innerException)
{
    /// <summary>The topology's name.</summary>
    public string Topology { get; } = topology;

    /// <summary>For each difference what it is, with the broker's own words, where it is declared and what to do.</summary>
    public ImmutableArray<string> Differences { get; } = [.. differences];
}
