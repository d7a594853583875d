namespace TypedAmqp.Generators.Model;

/// <summary>A declared exchange.</summary>
/// <param name="Type">The class that declares it.</param>
/// <param name="Name">Its name on the broker.</param>
/// <param name="Kind">How it routes.</param>
/// <param name="WireType">Its type on the broker: <c>topic</c>, or a plugin's.</param>
/// <param name="Durable">Whether it survives a restart of the broker.</param>
/// <param name="AutoDelete">Whether it goes with the last binding from it.</param>
/// <param name="Internal">Whether clients may not publish to it.</param>
/// <param name="External">Whether somebody else declares it.</param>
/// <param name="AlternateExchange">
/// The <see cref="TypeModel.FullName"/> of the exchange that gets what nothing here matches; null when there is none.
/// </param>
/// <param name="Routes">What may be published to it, in the order of declaration; in place of a type that contracts derive from, these.</param>
/// <param name="Bindings">Exchanges that this one is bound to.</param>
/// <param name="Arguments">Its arguments on the broker, sorted by name, the alternate exchange included.</param>
internal sealed record ExchangeModel(
    TypeModel Type,
    string Name,
    ExchangeKind Kind,
    string WireType,
    bool Durable,
    bool AutoDelete,
    bool Internal,
    bool External,
    string? AlternateExchange,
    EquatableArray<RouteModel> Routes,
    EquatableArray<BindingModel> Bindings,
    EquatableArray<ArgumentModel> Arguments)
{
    /// <summary>The types that may be published as any of the contracts which derive from them.</summary>
    public EquatableArray<FamilyModel> Families { get; init; }

    /// <summary>The topology that it says it belongs to; null for the assembly's first.</summary>
    public string? Topology { get; init; }

    /// <summary>The virtual host of its topology; null when that is the connection's. Names are those of one virtual host.</summary>
    public string? VirtualHost { get; init; }
}
