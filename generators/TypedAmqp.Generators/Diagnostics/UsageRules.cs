using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>5xx: publishing and consuming.</summary>
internal static class UsageRules
{
    public static readonly DiagnosticDescriptor PersistenceMismatch = new(
        "TAMQP501",
        "Messages and their queue do not last equally long",
        "{0}: {1}, or leave Persistent out",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A message survives a restart of the broker when it is persistent and its queue is durable. One alone is of no use.",
        Page.Of("TAMQP501"), Remedy.Tag);

    public static readonly DiagnosticDescriptor PriorityOutOfRange = new(
        "TAMQP519",
        "A priority outside of the queue's range",
        "The priority {0} is too great for '{1}', which {2}: choose a lower one, or set the queue's MaxPriority",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A queue tells apart as many priorities as its MaxPriority says. A greater one counts as the greatest.",
        Page.Of("TAMQP519"));
}
