namespace TypedAmqp.Protocol.Generators.Parsing;

/// <summary>Ends the reading of one line; the next one is read all the same, so that all mistakes are reported at once.</summary>
internal sealed class TableSyntaxException(string reason) : Exception(reason);
