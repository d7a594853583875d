using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>Everything that one type declares.</summary>
/// <param name="Exchange">An exchange, or null.</param>
/// <param name="Queue">A queue, or null.</param>
/// <param name="Service">An RPC service, or null.</param>
/// <param name="Handler">What it handles, if it ignores some of it.</param>
/// <param name="Contracts">Contracts: itself, and those that it names.</param>
internal sealed record ParsedType(
    ExchangeModel? Exchange, QueueModel? Queue, RpcServiceModel? Service, HandlerModel? Handler, EquatableArray<ContractDeclaration> Contracts)
{
    /// <summary>Whether something in it keeps the generator from writing its part of it.</summary>
    public bool HasProblems { get; init; }
}
