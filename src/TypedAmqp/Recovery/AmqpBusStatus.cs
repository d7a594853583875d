using System.Collections.Immutable;

namespace TypedAmqp;

/// <summary>How a bus is, at one moment.</summary>
/// <param name="State">Whether it does what it is there for.</param>
/// <param name="Problem">What is wrong, for people; null while nothing is, and when the program has closed it.</param>
/// <param name="BlockedReason">Why the broker asks publishers to wait (<c>connection.blocked</c>), in its words; null while it does not.</param>
public sealed record AmqpBusStatus(AmqpBusState State, string? Problem, string? BlockedReason)
{
    /// <summary>Queues that ought to be consumed, and whose consumer the broker has not confirmed.</summary>
    public ImmutableArray<string> NotConsumed { get; init; } = [];

    /// <summary>
    /// Queues that the broker has otherwise than this program declares them, in its words: changed in operation, found when something was restored,
    /// and no problem as such. They are used as they are.
    /// </summary>
    public ImmutableArray<string> Differences { get; init; } = [];

    /// <summary>Whether it is connected, and every consumer confirmed.</summary>
    public bool IsHealthy => State == AmqpBusState.Connected;

    /// <summary>All of it in one line, for a log.</summary>
    public override string ToString()
    {
        string state = Problem is null ? $"{State}" : $"{State}: {Problem}";
        string blocked = BlockedReason is null ? "" : $" The broker blocks publishers: {BlockedReason}.";
        return $"{state}{blocked}{string.Concat(Differences.Select(static difference => $" {difference}"))}";
    }
}
