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

        // While the generator runs, the interface of a queue of this assembly is not there: only its name and the queue that it is to be in are. The compiler
        // takes it for a class when it stands first.
        IEnumerable<INamedTypeSymbol> bases = symbol.BaseType is { TypeKind: TypeKind.Error } unknown ? symbol.Interfaces.Append(unknown) : symbol.Interfaces;
        HandledQueueModel[] queues =
        [
            .. bases
                .Where(static type => type is { Name: Interface or BatchInterface, ContainingType: INamedTypeSymbol } && type.ContainingType.Has(MetadataNames.Queue))
                .Select(Queue),
        ];
        return queues.Length == 0 ? null : new HandlerModel(TypeParser.Parse(symbol), queues.ToEquatableArray().SortedBy(static queue => queue.Type), ignored);
    }

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
            .Select(static method => method.Parameters[0].Type)
            .Select(static type => (type is INamedTypeSymbol batch && batch.Is(MetadataNames.MessageBatch) ? batch.TypeArguments[0] : type).EmittedName())
            .ToEquatableArray()
            .SortedBy(static name => name));
}
