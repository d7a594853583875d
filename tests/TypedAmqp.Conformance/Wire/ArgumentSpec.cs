namespace TypedAmqp.Conformance.Wire;

/// <summary>An argument or a property as the specification has it.</summary>
/// <param name="Type">bit, octet, short, long, longlong, shortstr, longstr, table, timestamp or reply-code.</param>
/// <param name="Name">Its name.</param>
public sealed record ArgumentSpec(string Type, string Name)
{
    /// <summary>It means nothing.</summary>
    public bool IsReserved => Name.StartsWith("reserved-", StringComparison.Ordinal);
}
