namespace TypedAmqp.Protocol.Generators.Model;

/// <summary>An argument of a method: its type on the wire, its name as in the specification (<c>routing-key</c>), what it means.</summary>
internal sealed record Argument(WireType Type, string Name, string Summary)
{
    /// <summary>Whether the argument is only there for the sake of the wire.</summary>
    public bool IsReserved => Name.StartsWith("reserved-", StringComparison.Ordinal);

    /// <summary>The name of the property: <c>RoutingKey</c>; <c>ReadArgument</c> where it would be that of a member of every method.</summary>
    public string PropertyName => WireName.ToPascalCase(Name) switch
    {
        "Id" or "Size" or "Read" or "Write" => WireName.ToPascalCase(Name) + "Argument",
        string name => name,
    };

    /// <summary>The name of a local variable: <c>routingKey</c>.</summary>
    public string LocalName => "@" + char.ToLowerInvariant(PropertyName[0]) + PropertyName.Substring(1);
}
