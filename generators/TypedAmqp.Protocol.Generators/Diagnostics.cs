using Microsoft.CodeAnalysis;

namespace TypedAmqp.Protocol.Generators;

/// <summary>What the generator can have to say.</summary>
internal static class Diagnostics
{
    /// <summary>A line of the method table cannot be read.</summary>
    public static readonly DiagnosticDescriptor MalformedLine = new(
        "TAMQPW01",
        "Malformed line in the method table",
        "Line {0} of the method table: {1}",
        "TypedAmqp.Protocol",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The head of Methods.amqp describes what a line looks like.");
}
