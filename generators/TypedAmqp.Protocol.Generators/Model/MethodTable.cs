namespace TypedAmqp.Protocol.Generators.Model;

/// <summary>The whole table, in the order of its lines.</summary>
internal sealed record MethodTable(EquatableArray<MethodRow> Methods, EquatableArray<TableError> Errors);
