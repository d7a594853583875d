namespace TypedAmqp.Conformance.Wire;

/// <summary>A name and a value: a field of a table, an argument of a method, a property of a message.</summary>
public sealed record Field(string Name, FieldValue Value);
