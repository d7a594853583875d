using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>3xx: bindings and reachability. Only in an assembly with <c>[assembly: ClosedTopology]</c>.</summary>
internal static class ReachabilityRules
{
    public static readonly DiagnosticDescriptor NothingCatches = new(
        "TAMQP301",
        "Nothing catches a published key",
        "Nothing that is bound to '{0}' can match {1}, under which {2} is published: it is returned (312) or dropped. {3}.",
        Category.Reachability,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A message that no binding matches and no alternate exchange takes is returned when it is mandatory, and else dropped in silence.",
        Page.Of("TAMQP301"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor PartlyCaught = new(
        "TAMQP302",
        "Bindings catch a published key only in part",
        "{0} is published to '{1}' under '{2}', but nothing bound there matches '{3}': bind that key too, or declare an alternate exchange",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Some of the keys that a template can become are caught and others are not: such messages are lost now and then.",
        Page.Of("TAMQP302"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor NothingMatches = new(
        "TAMQP303",
        "Nothing that is published matches a binding",
        "Nothing that is published to '{0}' can match '{1}': {2}correct the key, or remove the binding",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "In a closed topology every publisher is known. A binding that none of them can match is a slip in the key, or left over.",
        Page.Of("TAMQP303"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor NotHandled = new(
        "TAMQP307",
        "A contract that can arrive is not handled",
        "'{0}' does not handle {1}, which arrives by {2}: add HandleAsync({3}, CancellationToken cancellationToken)",
        Category.Reachability,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A message that the consumer of its queue does not know is poison: it is rejected, or comes back again and again. The consumer of a queue has a method for each contract that can arrive there.",
        Page.Of("TAMQP307"));

    public static readonly DiagnosticDescriptor IncludedBinding = new(
        "TAMQP304",
        "A binding that another one includes",
        "'{0}' is bound to '{1}' beside '{2}', which matches all of it: remove it",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A queue gets one copy of a message however many of its bindings match. A binding that another one includes changes nothing.",
        Page.Of("TAMQP304"), Remedy.Tag);

    public static readonly DiagnosticDescriptor Starves = new(
        "TAMQP305",
        "Nothing leads to a queue that is consumed",
        "Nothing that is declared leads to '{0}', so that '{1}' waits for ever: bind the queue to an exchange, or let something be sent to it",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "In a closed topology every publisher is known. A consumer of a queue that none of them reaches never gets a message.",
        Page.Of("TAMQP305"));

    public static readonly DiagnosticDescriptor NobodyConsumes = new(
        "TAMQP306",
        "Nobody consumes what arrives in a queue",
        "Nobody consumes '{0}', where {1} arrives by {2}: it grows without bound. Implement its IConsumer, or set Purpose = QueuePurpose.Inspected.",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A queue that nobody consumes takes messages until the broker's disk or memory is full.",
        Page.Of("TAMQP306"));

    public static readonly DiagnosticDescriptor NothingLeadsOn = new(
        "TAMQP309",
        "Nothing leads on from an exchange",
        "Nothing is bound to '{0}' and nothing is published to it: bind a queue, or remove the exchange",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "What comes to an exchange without bindings is dropped.",
        Page.Of("TAMQP309"));

    public static readonly DiagnosticDescriptor NoSuchAlternate = new(
        "TAMQP312",
        "An alternate exchange that is not declared",
        "{0}, so that what no binding takes is dropped: {1}",
        Category.Reachability,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The broker accepts an alternate exchange that does not exist, and drops or returns what should go there.",
        Page.Of("TAMQP312"));

    public static readonly DiagnosticDescriptor AlternateDrops = new(
        "TAMQP313",
        "An alternate exchange that can itself drop messages",
        "'{0}' takes what '{2}' cannot route, but nothing there matches '{1}': make it a fanout exchange with a queue",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An alternate exchange is the last resort. When it, too, compares keys, messages fall through.",
        Page.Of("TAMQP313"));

    public static readonly DiagnosticDescriptor NotSeenByQueue = new(
        "TAMQP322",
        "A contract arrives that the assembly of the queue does not know of",
        "{0} arrives in '{1}' by {2}, but '{3}', which declares that queue, does not see that '{4}' publishes it: its IConsumer has no method for it, and rejects it. Declare the publish where '{3}' sees it, or bind only keys under which it does not come.",
        Category.Reachability,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "What a consumer tells apart is written by the compiler of the assembly that declares the queue, from what that assembly and its references publish. What only others publish is undecodable there.",
        Page.Of("TAMQP322"));

    public static readonly DiagnosticDescriptor CannotArrive = new(
        "TAMQP308",
        "A handler for a contract that cannot arrive",
        "{0} cannot arrive in '{1}', so that nothing comes of this: remove it, or bind the queue to where that is published",
        Category.Reachability,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A handler for what no binding brings is dead code, or the sign of a binding that is missing.",
        Page.Of("TAMQP308"), Remedy.Tag);
}
