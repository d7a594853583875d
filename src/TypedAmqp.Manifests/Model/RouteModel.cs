using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>A contract that may be published to an exchange; to the exchange with the empty name, straight to a queue.</summary>
/// <param name="Exchange">The exchange's name.</param>
/// <param name="Contract">The contract's type, as in <see cref="ContractModel.Type"/>.</param>
/// <param name="Key">The routing key.</param>
public sealed record RouteModel(string Exchange, string Contract, RouteKey Key)
{
    /// <summary>Whether the broker keeps the message on disk.</summary>
    public bool Persistent { get; init; }

    /// <summary>Whether a message that no queue receives comes back.</summary>
    public bool Mandatory { get; init; }

    /// <summary>The headers that come from the message.</summary>
    public ImmutableArray<HeaderModel> Headers { get; init; } = [];
}
