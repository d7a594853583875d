using System.Collections.ObjectModel;

namespace TypedAmqp;

/// <summary>
/// What exchanges, queues and services are called on the broker, where that is not what the topology declares: a prefix for each environment, or
/// names from the configuration. What the compiler proved holds all the same: who is bound to whom does not change.
/// </summary>
/// <remarks>
/// Routing keys stay as they are. So do names that begin with <c>amq.</c>, and, but for those in <see cref="Renamed"/>, names of what is
/// <c>External</c>: somebody else chose them.
/// </remarks>
public sealed record TopologyNames
{
    /// <summary>All names as they are declared.</summary>
    public static TopologyNames AsDeclared { get; } = new();

    /// <summary>What each name begins with; empty unless set.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Names that are others altogether, by the declared ones; they get no prefix. None unless set.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
