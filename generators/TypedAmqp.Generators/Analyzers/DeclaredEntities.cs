using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>What a type declares for the broker.</summary>
internal sealed record DeclaredEntities(ExchangeModel? Exchange, QueueModel? Queue, RpcServiceModel? Service)
{
    /// <summary>The type, unless it speaks of what somebody else declares.</summary>
    public TypeModel? Declared => Exchange is { External: false } ? Exchange.Type
        : Queue is { External: false } ? Queue.Type
        : Service is { External: false } ? Service.Type
        : null;

    /// <summary>Asks a type; null if it declares nothing.</summary>
    public static DeclaredEntities? Read(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        DeclaredEntities entities = new(
            ExchangeParser.Parse(type, cancellationToken),
            QueueParser.Parse(type, cancellationToken),
            RpcServiceParser.Parse(type, cancellationToken));
        return entities is { Exchange: null, Queue: null, Service: null } ? null : entities;
    }
}
