using System.Collections.Immutable;

namespace TypedAmqp;

/// <summary>The broker has something else than the topology declares.</summary>
/// <param name="topology">The topology's name.</param>
/// <param name="differences">One sentence for each difference, the broker's own words in it.</param>
/// <param name="innerException">The broker's refusal, if there was one.</param>
public sealed class TopologyException(string topology, IEnumerable<string> differences, Exception? innerException = null)
    : Exception($"The topology '{topology}' does not fit the broker: {string.Join(" ", differences)}", innerException)
{
    /// <summary>The topology's name.</summary>
    public string Topology { get; } = topology;

    /// <summary>One sentence for each difference, the broker's own words in it.</summary>
    public ImmutableArray<string> Differences { get; } = [.. differences];
}
