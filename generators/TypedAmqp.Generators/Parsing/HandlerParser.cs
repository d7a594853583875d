using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A class that handles what arrives in queues, and ignores some of it.</summary>
internal static class HandlerParser
{
    /// <summary>The name of the emitted interface of a queue.</summary>
    public const string Interface = "IConsumer";

    /// <summary>The name of the emitted interface for many messages at a time.</summary>
    public const string BatchInterface = "IBatchConsumer";

    /// <summary>The name of their methods.</summary>
    public const string Method = "HandleAsync";

    /// <summary>The handler; null when the class ignores nothing, or handles nothing.</summary>
    public static HandlerModel? Parse(INamedTypeSymbol symbol, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        EquatableArray<string> ignored = Ignored(symbol);
        if (ignored.Count == 0 || symbol.Has(MetadataNames.Queue))
        {
            return null;
        }

        // While the generator runs, the interface of a queue of this assembly is not there: only its name and the queue that it is to be in are. The
        // compiler takes it for a class when it stands first.
        IEnumerable<INamedTypeSymbol> bases = symbol.BaseType is { TypeKind: TypeKind.Error } unknown
            ? symbol.Interfaces.Append(unknown)
            : symbol.Interfaces;
        HandledQueueModel[] queues =
        [
            .. bases
                .Where(static type => IsConsumer(type) && type.ContainingType.Has(MetadataNames.Queue))
                .Select(Queue),
        ];
        return queues.Length == 0
            ? null
            : new HandlerModel(TypeParser.Parse(symbol), queues.ToEquatableArray().SortedBy(static queue => queue.Type), ignored);
    }

    /// <summary>
    /// Whether this is what handlers of a queue implement, for one message or for many at a time: emitted within the queue's class.
    /// </summary>
    public static bool IsConsumer(INamedTypeSymbol type) => type is { Name: Interface or BatchInterface, ContainingType: INamedTypeSymbol };

    /// <summary>The contract that a method handles, one message or many at a time; null when it has another shape than a handler.</summary>
    public static ITypeSymbol? ContractOf(IMethodSymbol method) => method.Parameters.Select(static parameter => parameter.Type).ToArray() switch
    {
        [INamedTypeSymbol batch, _] when batch.Is(MetadataNames.MessageBatch) => batch.TypeArguments[0],
        [ITypeSymbol contract, INamedTypeSymbol delivery, _] when delivery.Is(MetadataNames.Delivery) => contract,
        _ => null,
    };

    /// <summary>The contracts that a queue or a handler ignores, sorted, each once.</summary>
    public static EquatableArray<string> Ignored(ISymbol symbol) => symbol.Attributes(MetadataNames.Ignore)
        .Select(static attribute => attribute.TypeArgument)
        .OfType<ITypeSymbol>()
        .Where(static type => !type.IsInError())
        .Select(static type => type.EmittedName())
        .Distinct(StringComparer.Ordinal)
        .ToEquatableArray()
        .SortedBy(static name => name);

    private static HandledQueueModel Queue(INamedTypeSymbol consumer) => new(
        consumer.ContainingType.EmittedName(),
        consumer.TypeKind != TypeKind.Error,
        consumer.Name == BatchInterface,
        consumer.GetMembers(Method).OfType<IMethodSymbol>()
            .Select(ContractOf)
            .OfType<ITypeSymbol>()
            .Select(static contract => contract.EmittedName())
            .ToEquatableArray()
            .SortedBy(static name => name));
}
