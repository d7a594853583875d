using System.Collections.Immutable;

namespace TypedAmqp;

/// <summary>How messages whose handler throws are tried again.</summary>
/// <param name="Exchange">The headers exchange that leads to the queues where they wait, by the header <c>retry-attempt</c>.</param>
/// <param name="Delays">How long a message waits before each further attempt.</param>
public sealed record RetryDescriptor(string Exchange, ImmutableArray<TimeSpan> Delays)
{
    /// <summary>How many attempts there are in all.</summary>
    public int Attempts => Delays.Length + 1;
}
