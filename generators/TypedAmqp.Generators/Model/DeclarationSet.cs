namespace TypedAmqp.Generators.Model;

/// <summary>Exchanges and queues, each sorted by the class that declares it.</summary>
internal sealed record DeclarationSet(EquatableArray<ExchangeModel> Exchanges, EquatableArray<QueueModel> Queues)
{
    public static DeclarationSet Union(IEnumerable<DeclarationSet> sets)
    {
        DeclarationSet[] all = [.. sets];
        return new DeclarationSet(
            all.SelectMany(static set => set.Exchanges).ToEquatableArray().SortedBy(static exchange => exchange.Type.FullName),
            all.SelectMany(static set => set.Queues).ToEquatableArray().SortedBy(static queue => queue.Type.FullName));
    }
}
