using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>One difference between a topology and a broker.</summary>
/// <param name="Name">
/// What it is about, as options name it: <c>queue:billing</c>, <c>exchange:orders</c>, <c>binding:orders/billing/order.#</c>.
/// </param>
/// <param name="State">How it differs.</param>
public sealed record DriftItem(string Name, DriftState State)
{
    /// <summary>What differs, a sentence for each property or argument; none unless it is <see cref="DriftState.Different"/>.</summary>
    public ImmutableArray<string> Differences { get; init; } = [];

    /// <summary>What can be done where nothing can be changed in place, or only by name; null where <see cref="Requests"/> see to it.</summary>
    public string? Remedy { get; init; }

    /// <summary>The queue that <c>typedamqp topology replace</c> makes as it is declared; null where that command does not help.</summary>
    public string? Replaced { get; init; }

    /// <summary>What makes it as it is declared; for an orphan, what deletes it.</summary>
    public ImmutableArray<BrokerRequest> Requests { get; init; } = [];
}
