namespace TypedAmqp;

/// <summary>
/// Says that a property of a contract also travels as a header, where headers exchanges and programs of other languages see it. A value of
/// <see langword="null"/> has no header.
/// </summary>
/// <param name="name">The header's name.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class HeaderAttribute(string name) : Attribute
{
    /// <summary>The header's name.</summary>
    public string Name { get; } = name;
}
