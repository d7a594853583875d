using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>3xx: bindings and reachability. Only in an assembly with <c>[assembly: ClosedTopology]</c>.</summary>
internal static class ReachabilityRules
{
    public static readonly DiagnosticDescriptor NothingCatches = new(
        "TAMQP301",
        "Nothing catches a published key",
        "Nothing that is bound to '{0}' can match '{1}', under which {2} is published: it is returned (312) or dropped. Bind a queue{3}.",
        Category.Reachability,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A message that no binding matches and no alternate exchange takes is returned when it is mandatory, and else dropped in silence.",
        Page.Of("TAMQP301"));

    public static readonly DiagnosticDescriptor PartlyCaught = new(
        "TAMQP302",
        "Bindings catch a published key only in part",
        "{0} is published to '{1}' under '{2}', but nothing bound there matches '{3}': bind that key too, or declare an alternate exchange",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Some of the keys that a template can become are caught and others are not: such messages are lost now and then.",
        Page.Of("TAMQP302"));

    public static readonly DiagnosticDescriptor NothingMatches = new(
        "TAMQP303",
        "Nothing that is published matches a binding",
        "Nothing that is published to '{0}' can match '{1}': correct the key, or remove the binding",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "In a closed topology every publisher is known. A binding that none of them can match is a slip in the key, or left over.",
        Page.Of("TAMQP303"));

    public static readonly DiagnosticDescriptor NotHandled = new(
        "TAMQP307",
        "A contract that can arrive is not handled",
        "'{0}' does not handle {1}, which arrives by {2}: add HandleAsync({1} message, Delivery delivery, CancellationToken cancellationToken)",
        Category.Reachability,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A message that the consumer of its queue does not know is poison: it is rejected, or comes back again and again. The consumer of a queue has a method for each contract that can arrive there.",
        Page.Of("TAMQP307"));
}
