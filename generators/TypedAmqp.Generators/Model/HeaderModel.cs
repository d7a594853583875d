namespace TypedAmqp.Generators.Model;

/// <summary>A property of a contract that also travels as a header: a <c>[Header]</c>.</summary>
/// <param name="Name">The header's name.</param>
/// <param name="Property">The contract's property.</param>
/// <param name="Kind">The type of the header's value.</param>
/// <param name="Words">The words of an enum, which are what travels.</param>
/// <param name="IsNullable">Whether the property can be null: then there is no header.</param>
internal sealed record HeaderModel(string Name, string Property, HeaderKind Kind, EquatableArray<EnumWordModel> Words, bool IsNullable);
