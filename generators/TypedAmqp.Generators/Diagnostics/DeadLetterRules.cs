using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>4xx: dead letters, retries and time.</summary>
internal static class DeadLetterRules
{
    public static readonly DiagnosticDescriptor NoSuchExchange = new(
        "TAMQP401",
        "A dead-letter exchange that is not declared",
        "{0}, so that every dead letter is dropped in silence: {1}",
        Category.DeadLetters,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The broker accepts a dead-letter exchange that does not exist, and drops each dead letter.",
        Page.Of("TAMQP401"));

    public static readonly DiagnosticDescriptor LeadsNowhere = new(
        "TAMQP402",
        "Dead letters lead nowhere",
        "Dead letters of '{0}' go to '{1}' {2}, and nothing there takes them, so that they are dropped in silence: bind a queue {3}",
        Category.DeadLetters,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A dead letter that its exchange cannot route is dropped. Nobody waits for it, and so nobody is told.",
        Page.Of("TAMQP402"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor DroppedCircle = new(
        "TAMQP403",
        "Dead letters go in a circle in which nobody rejects them",
        "{0} is a circle without a consumer, and the broker drops a message that comes back by itself to where it died: let one of these queues be consumed, or end the circle",
        Category.DeadLetters,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "When a message comes back as a dead letter to a queue where it died before, and nobody rejected it on the way, the broker drops it.",
        Page.Of("TAMQP403"));

    public static readonly DiagnosticDescriptor EndlessCircle = new(
        "TAMQP404",
        "Dead letters go in a circle without an end",
        "{0} is a circle through a consumer, and nothing counts the rounds: a message that is rejected each time never leaves it. Declare [Retry] instead, which gives up after its last attempt.",
        Category.DeadLetters,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A message that a consumer rejects each time goes round for ever. A delivery limit does not end that: it counts deliveries from one queue, not rounds.",
        Page.Of("TAMQP404"));

    public static readonly DiagnosticDescriptor OwnKeyMisses = new(
        "TAMQP405",
        "Dead letters keep their key, and it leads nowhere",
        "Dead letters of '{0}' go to '{1}' under their own key, and nothing there matches '{2}', so that they are dropped in silence: set RoutingKey in [DeadLetter], or bind that key",
        Category.DeadLetters,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Without a routing key of its own a dead letter keeps the one that it was published under. Where nothing is bound to that it is dropped.",
        Page.Of("TAMQP405"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor LostInTheEnd = new(
        "TAMQP406",
        "A queue for dead letters that loses them by itself",
        "Only dead letters arrive in '{0}', and {1} makes them vanish before somebody looks at them: remove that, or dead-letter them further",
        Category.DeadLetters,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A queue where dead letters end should keep them until somebody has seen them.",
        Page.Of("TAMQP406"));

    public static readonly DiagnosticDescriptor DelayConsumed = new(
        "TAMQP408",
        "A queue where messages wait is consumed",
        "In '{0}' messages wait until they expire, and '{1}' takes them out at once: consume the queue that they go on to",
        Category.DeadLetters,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A queue of the purpose Delay holds messages back. A consumer there ends the wait.",
        Page.Of("TAMQP408"));

    public static readonly DiagnosticDescriptor ExpiresLate = new(
        "TAMQP409",
        "A message with an expiration in a classic queue",
        "In the classic queue '{0}' a message leaves by its expiration only at the head: behind one that lives longer it stays. Set MessageTtl on the queue, or take a queue for each time.",
        Category.DeadLetters,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A classic queue looks at the expiration of the message at its head. One behind it that expired is not delivered, but not dead-lettered either until it comes to the head.",
        Page.Of("TAMQP409"));

    public static readonly DiagnosticDescriptor CannotBeRetried = new(
        "TAMQP412",
        "A retry that cannot be followed",
        "The retry of '{0}' {1}: {2}",
        Category.DeadLetters,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A message that is tried again waits in a queue of the broker until it expires, and comes back by the queue's name. What has no name, no expiry, or no rejection, has no retry.",
        Page.Of("TAMQP412"));

    public static readonly DiagnosticDescriptor AlwaysRequeues = new(
        "TAMQP407",
        "A handler that always requeues",
        "Whatever arrives in '{0}' goes back and comes again at once, without a limit: declare [Retry] and throw (or call RetryAsync under AckMode.Manual), or reject what cannot be handled",
        Category.DeadLetters,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A message that is requeued is delivered again at once. Without a delivery limit, a handler that always does so turns round as fast as it can.",
        Page.Of("TAMQP407"));

    public static readonly DiagnosticDescriptor NoExpiration = new(
        "TAMQP410",
        "An expiration that is no whole number of milliseconds",
        "'{0}' is no whole number of milliseconds, and publishing with it is refused (406): write digits only",
        Category.DeadLetters,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The message property 'expiration' is a text of digits: milliseconds.",
        Page.Of("TAMQP410"), Remedy.Tag);
}
