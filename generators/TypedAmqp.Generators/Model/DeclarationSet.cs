namespace TypedAmqp.Generators.Model;

/// <summary>Exchanges and queues, each sorted by the class that declares it.</summary>
internal sealed record DeclarationSet(EquatableArray<ExchangeModel> Exchanges, EquatableArray<QueueModel> Queues)
{
    /// <summary>The contracts that may be published, some perhaps several times.</summary>
    public IEnumerable<MessageModel> Messages => Exchanges.SelectMany(static exchange => exchange.Routes).Select(static route => route.Message)
        .Concat(Queues.SelectMany(static queue => queue.Sends).Select(static send => send.Message));

    public static DeclarationSet Union(IEnumerable<DeclarationSet> sets)
    {
        DeclarationSet[] all = [.. sets];
        return new DeclarationSet(
            all.SelectMany(static set => set.Exchanges).ToEquatableArray().SortedBy(static exchange => exchange.Type.FullName),
            all.SelectMany(static set => set.Queues).ToEquatableArray().SortedBy(static queue => queue.Type.FullName));
    }
}
