namespace TypedAmqp.Generators.Model;

/// <summary>A declared queue.</summary>
/// <param name="Type">The class that declares it.</param>
/// <param name="Name">Its name on the broker; empty when the broker chooses one.</param>
/// <param name="Kind">How the broker keeps it.</param>
/// <param name="Durable">Whether it survives a restart of the broker.</param>
/// <param name="Exclusive">Whether it belongs to one connection.</param>
/// <param name="AutoDelete">Whether it goes with its last consumer.</param>
/// <param name="External">Whether somebody else declares it.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Bindings">What it is bound to.</param>
/// <param name="Sends">What may be sent straight to it.</param>
/// <param name="DeadLetter">Where its dead letters go; null when they are dropped.</param>
/// <param name="Arguments">Its arguments on the broker, sorted by name: everything that the attributes say, dead-lettering included.</param>
/// <param name="Exchanges">
/// Every exchange that leads here or that dead letters leave through, with those behind them, each once: so that what can arrive follows from the
/// queues' models alone, also when the exchanges are declared in another assembly.
/// </param>
internal sealed record QueueModel(
    TypeModel Type,
    string Name,
    QueueKind Kind,
    bool Durable,
    bool Exclusive,
    bool AutoDelete,
    bool External,
    QueuePurpose Purpose,
    EquatableArray<BindingModel> Bindings,
    EquatableArray<SendModel> Sends,
    DeadLetterModel? DeadLetter,
    EquatableArray<ArgumentModel> Arguments,
    EquatableArray<ExchangeModel> Exchanges)
{
    /// <summary>How messages whose handler throws are tried again; null when they are not.</summary>
    public RetryModel? Retry { get; init; }

    /// <summary>
    /// The types that may be sent as any of the contracts which derive from them. The keys in them are empty: it is the queue's name.
    /// </summary>
    public EquatableArray<FamilyModel> Families { get; init; }

    /// <summary>The properties that messages are kept in order by: each contract goes by the first that it has.</summary>
    public EquatableArray<string> OrderBy { get; init; }

    /// <summary>The topology that it says it belongs to; null for the assembly's first.</summary>
    public string? Topology { get; init; }

    /// <summary>The virtual host of its topology; null when that is the connection's. Names are those of one virtual host.</summary>
    public string? VirtualHost { get; init; }

    /// <summary>The contracts that arrive and are not of interest, for emitted code: sorted.</summary>
    public EquatableArray<string> Ignored { get; init; }
}
