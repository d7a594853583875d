using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A declared queue, from its class, in this assembly or a referenced one.</summary>
internal static class QueueParser
{
    /// <summary>The queue; null when the class does not declare one.</summary>
    public static QueueModel? Parse(INamedTypeSymbol symbol, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (symbol.Attribute(MetadataNames.Queue) is not AttributeReader queue)
        {
            return null;
        }

        string name = queue.Strings.FirstOrDefault() ?? "";
        bool exclusive = queue.Boolean("Exclusive");
        AttributeReader? deadLetterAttribute = symbol.Attribute(MetadataNames.DeadLetter);
        DeadLetterModel? deadLetter = deadLetterAttribute is AttributeReader attribute ? DeadLetter(attribute) : null;
        QueueKind kind = Kind(symbol, queue);
        (EquatableArray<RouteModel> sends, EquatableArray<FamilyModel> families) = RouteParser.Parse(symbol, MetadataNames.Sends, cancellationToken);
        RetryModel? retry = RetryParser.Parse(symbol);
        QueueModel declared = new(
            TypeParser.Parse(symbol),
            name,
            kind,
            queue.Boolean("Durable", otherwise: name.Length > 0 && !exclusive),
            exclusive,
            queue.Boolean("AutoDelete"),
            queue.Boolean("External"),
            Enum.TryParse(queue.Member("Purpose"), out QueuePurpose purpose) ? purpose : QueuePurpose.Consumed,
            BindingParser.Parse(symbol),
            sends.Select(static send => new SendModel(send.Message, send.Options)).ToEquatableArray(),
            deadLetter,
            default,
            ExchangeClosure.Read(BindingParser.Sources(symbol).Concat(Target(deadLetterAttribute)), cancellationToken))
        {
            Retry = retry,
            Families = families,
            Topology = queue.String("Topology"),
            VirtualHost = TopologyParser.VirtualHost(symbol, queue.String("Topology")),
            Ignored = HandlerParser.Ignored(symbol),
            OrderBy = symbol.Attribute(MetadataNames.OrderBy)?.Strings.ToEquatableArray() ?? default,
        };
        DeadLetterModel? lastResort = RetryLowering.IsParking(declared)
            ? new DeadLetterModel("", "", RetryModel.ParkedQueueOf(name), false)
            : deadLetter;
        return declared with { Arguments = QueueArguments.Read(symbol, queue, kind, lastResort) };
    }

    /// <summary>The queue's name on the broker, empty when the broker names it; null when the class does not declare a queue.</summary>
    public static string? Name(ITypeSymbol symbol) =>
        symbol.Attribute(MetadataNames.Queue) is AttributeReader queue ? queue.Strings.FirstOrDefault() ?? "" : null;

    /// <summary>The queue's type: said by its attribute, or in the words of the broker by an argument.</summary>
    private static QueueKind Kind(INamedTypeSymbol symbol, AttributeReader queue)
    {
        if (Enum.TryParse(queue.EnumMember, out QueueKind declared) && declared != QueueKind.Classic)
        {
            return declared;
        }

        string? argument = ArgumentValues.Read(symbol).FirstOrDefault(static argument => argument.Name == QueueArguments.Type)?.Value;
        return argument switch
        {
            "quorum" => QueueKind.Quorum,
            "stream" => QueueKind.Stream,
            _ => QueueKind.Classic,
        };
    }

    private static IEnumerable<INamedTypeSymbol> Target(AttributeReader? deadLetter) =>
        deadLetter is { TypeArgument: INamedTypeSymbol target } ? [target] : [];

    private static DeadLetterModel? DeadLetter(AttributeReader attribute)
    {
        if (attribute.TypeArgument is not ITypeSymbol target)
        {
            return null;
        }

        bool atLeastOnce = attribute.Boolean("AtLeastOnce");
        string? exchange = ExchangeParser.Name(target);
        return exchange is null && Name(target) is { Length: > 0 } queue
            ? new DeadLetterModel(target.EmittedName(), "", queue, atLeastOnce)
            : new DeadLetterModel(target.EmittedName(), exchange, attribute.String("RoutingKey"), atLeastOnce);
    }
}
