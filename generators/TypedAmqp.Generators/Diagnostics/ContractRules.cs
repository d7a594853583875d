using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>213 to 216: contracts.</summary>
internal static class ContractRules
{
    public static readonly DiagnosticDescriptor CannotBeSerialised = new(
        "TAMQP213",
        "A contract cannot be serialised",
        "{0}",
        Category.Contracts,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "MessageFormat.Text takes strings, types around one string, and types that implement IUtf8SpanFormattable and IUtf8SpanParsable. MessageFormat.Raw takes octets and types around them. Anything else fails when it is published or arrives.",
        Page.Of("TAMQP213"));

    public static readonly DiagnosticDescriptor NotInJsonContext = new(
        "TAMQP214",
        "The JsonSerializerContext lacks a contract",
        "'{0}' does not know {1}, which travels as JSON: add [JsonSerializable(typeof({1}))] to it",
        Category.Contracts,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Contracts are read and written by the JsonSerializerContext that the topology names. What it does not know has no type information there, and fails when it is published or arrives.",
        Page.Of("TAMQP214"));

    public static readonly DiagnosticDescriptor SharedWireName = new(
        "TAMQP215",
        "Two contracts have one wire name",
        "'{0}' is also the wire name of {1}, so that a consumer may read one for the other: give each its own name or version",
        Category.Contracts,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The wire name travels as the message property 'type' and says which contract a message is.",
        Page.Of("TAMQP215"));

    public static readonly DiagnosticDescriptor NotRequired = new(
        "TAMQP216",
        "A property of a contract that a message can lack unnoticed",
        "'{0}.{1}' can be left out, by those who make a message and by those who send one, and is {2} then: make it required, nullable, or a parameter of the constructor",
        Category.Contracts,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A property that can be set and need not be is filled with its default where it is missing, in C# and in JSON. Nobody notices.",
        Page.Of("TAMQP216"));
}
