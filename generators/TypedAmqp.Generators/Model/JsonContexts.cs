namespace TypedAmqp.Generators.Model;

/// <summary>
/// By which <c>JsonSerializerContext</c> emitted code reads and writes a contract: that of the assembly which the contract comes from, also where it
/// is internal there, so that both ends write the same; else the assembly's own.
/// </summary>
/// <param name="Own">The context that this assembly names; null when it names none.</param>
/// <param name="Shared">The contracts that contexts of referenced assemblies know, sorted by type.</param>
internal sealed record JsonContexts(string? Own, EquatableArray<SharedContractModel> Shared)
{
    /// <summary>The expression that gives the context; null when there is none.</summary>
    public string? For(string typeName) => FindShared(typeName) ?? (Own is null ? null : Own + ".Default");

    /// <summary>
    /// The expression that gives the context of the assembly from which the contract comes; null when that has none, or it does not know the
    /// contract.
    /// </summary>
    public string? FindShared(string typeName)
    {
        int from = 0;
        int to = Shared.Count;
        while (from < to)
        {
            int middle = (from + to) / 2;
            int order = string.CompareOrdinal(Shared[middle].Type, typeName);
            if (order == 0)
            {
                return Shared[middle].Context;
            }

            (from, to) = order < 0 ? (middle + 1, to) : (from, middle);
        }

        return null;
    }
}
