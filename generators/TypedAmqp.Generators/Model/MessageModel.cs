namespace TypedAmqp.Generators.Model;

/// <summary>A contract: the type of a message.</summary>
/// <param name="TypeName">The type for emitted code, as in <c>global::Shop.OrderPlaced</c> or <c>string</c>.</param>
/// <param name="Name">The type's name as people say it, as in <c>OrderPlaced</c>.</param>
/// <param name="WireName">
/// The message property <c>type</c>, version included (<c>order.placed.v2</c>); null for a type without <c>[Message]</c>, which travels without.
/// </param>
/// <param name="Version">The contract's version, from 1.</param>
/// <param name="Format">How its body is written.</param>
/// <param name="IsValueType">Whether it is a struct.</param>
internal sealed record MessageModel(string TypeName, string Name, string? WireName, int Version, MessageFormat Format, bool IsValueType)
{
    /// <summary>How type and body relate.</summary>
    public BodyShape Shape { get; init; }

    /// <summary>The property around whose value the type is a name; null where it is not.</summary>
    public string? Wrapped { get; init; }

    /// <summary>The properties that also travel as headers, sorted by the header's name.</summary>
    public EquatableArray<HeaderModel> Headers { get; init; }

    /// <summary>The type for emitted code with the question marks of nullable references; null where it has none.</summary>
    public string? Annotated { get; init; }

    /// <summary>The properties that can be read, by name: sorted, each once.</summary>
    public EquatableArray<string> Properties { get; init; }

    /// <summary>Whether null is one of its values: the type is written with a question mark.</summary>
    public bool AllowsNull { get; init; }

    /// <summary>The assembly that keeps the type, or a part of it, to itself and its friends; null when every assembly sees it.</summary>
    public string? InternalTo { get; init; }

    /// <summary>Whether other assemblies see the type.</summary>
    public bool IsPublic => InternalTo is null;
}
