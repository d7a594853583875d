using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>1xx: queues and their arguments.</summary>
internal static class QueueRules
{
    public static readonly DiagnosticDescriptor NotDurable = new(
        "TAMQP101",
        "A quorum queue or stream that is transient, exclusive or auto-delete",
        "'{0}' is a {1} queue, and one that is {2} is refused (406): remove that, or make it a classic queue",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Quorum queues and streams are replicated and kept on disk. The broker refuses to declare one that is transient, exclusive or auto-delete.",
        Page.Of("TAMQP101"), Remedy.Tag);

    public static readonly DiagnosticDescriptor TransientShared = new(
        "TAMQP102",
        "A queue that is neither durable nor exclusive",
        "'{0}' is neither durable nor exclusive, which RabbitMQ {1} refuses (541): make it durable, with Expires if it is to go when nobody uses it",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "From RabbitMQ 4.3 on, transient queues that several connections share are refused unless the broker's configuration permits them.",
        Page.Of("TAMQP102"), Remedy.Tag);

    public static readonly DiagnosticDescriptor PriorityRange = new(
        "TAMQP103",
        "A range of priorities that the queue's type or the broker's version refuses",
        "'{0}': {1}; the declaration is refused (406). {2}.",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Classic queues take priorities up to 255, quorum queues up to 31 from RabbitMQ 4.3 on and none before, streams none.",
        Page.Of("TAMQP103"), Remedy.Tag);

    public static readonly DiagnosticDescriptor OtherTypesArgument = new(
        "TAMQP104",
        "An argument of another type of queue",
        "'{0}' is for {1} queues, and '{2}' is a {3} one: the declaration is refused (406). Remove it, or change the queue's type.",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each type of queue has arguments of its own, and the broker refuses those of others.",
        Page.Of("TAMQP104"), Remedy.Tag);

    public static readonly DiagnosticDescriptor NotOnStreams = new(
        "TAMQP105",
        "Dead-lettering, expiry, overflow or a delivery limit on a stream",
        "'{0}' is a stream, which keeps every message and takes no {1}: the declaration is refused (406). Remove it; MaxAge and MaxLengthBytes limit what a stream keeps.",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A stream is a log: nothing leaves it when it is consumed, so that nothing can be dead-lettered, expire by itself or overflow.",
        Page.Of("TAMQP105"), Remedy.Tag);

    public static readonly DiagnosticDescriptor OutOfRange = new(
        "TAMQP106",
        "An argument that is zero or negative where that means nothing",
        "'{0}': {1} = {2} is refused (406), it must be {3} or more: correct it, or leave it out",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Times and lengths cannot be negative, and a queue cannot expire at once.",
        Page.Of("TAMQP106"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor KeyWithoutDeadLetter = new(
        "TAMQP107",
        "A key for dead letters without a dead-letter exchange",
        "'{0}' has the key '{1}' for dead letters and no exchange for them: the declaration is refused (406). Declare [DeadLetter<TExchange>(RoutingKey = ...)] instead.",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The routing key of dead letters is of use only together with the exchange that they go to.",
        Page.Of("TAMQP107"), Remedy.Tag);

    public static readonly DiagnosticDescriptor OverflowMode = new(
        "TAMQP108",
        "An overflow mode that the type of queue lacks",
        "'{0}' is a quorum queue, which has no reject-publish-dlx: the broker drops the oldest message instead. Choose QueueOverflow.RejectPublish or DropHead.",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A quorum queue drops its oldest message or rejects the new one. Dead-lettering what it rejects is for classic queues.",
        Page.Of("TAMQP108"), Remedy.Tag);

    public static readonly DiagnosticDescriptor AtLeastOnceDropsHead = new(
        "TAMQP109",
        "At-least-once dead-lettering without reject-publish",
        "'{0}' asks for dead letters at least once, which takes Overflow = QueueOverflow.RejectPublish: without it they go at most once",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A queue that drops its head cannot wait for its dead letters to be confirmed. The broker then falls back to at-most-once dead-lettering, and says so in its log only.",
        Page.Of("TAMQP109"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor WithoutEffect = new(
        "TAMQP110",
        "A setting that this version of the broker ignores or refuses",
        "'{0}' does nothing here: {1}. Remove it.",
        Category.Queues,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Settings of old brokers give a false sense of safety on new ones. MSBuild's TypedAmqpBrokerVersion says which broker a program is for.",
        Page.Of("TAMQP110"), Remedy.Tag);

    public static readonly DiagnosticDescriptor PoisonVanishes = new(
        "TAMQP111",
        "A quorum queue with neither a delivery limit of its own nor a dead-letter exchange",
        "A message that '{0}' cannot handle is dropped after 20 tries, and nobody learns of it: declare [DeadLetter<TExchange>], or say that it is meant with DeliveryLimit = 20",
        Category.Queues,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "From RabbitMQ 4.0 on quorum queues have a delivery limit of 20. What exceeds it is dead-lettered where there is an exchange for that, and else dropped.",
        Page.Of("TAMQP111"), Remedy.Tag);

    public static readonly DiagnosticDescriptor UnlimitedDeliveries = new(
        "TAMQP112",
        "A quorum queue without any delivery limit",
        "A message that '{0}' cannot handle comes back for ever: set a DeliveryLimit",
        Category.Queues,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Without a delivery limit a message that no consumer can handle is delivered again and again.",
        Page.Of("TAMQP112"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor ExpiryDoesNotDeadLetter = new(
        "TAMQP113",
        "A queue that expires as a whole, with dead-lettering",
        "'{0}' goes with all messages in it when it was not used for {1} ms, and they are not dead-lettered: set MessageTtl if they are to be",
        Category.Queues,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Dead-lettering is for single messages. A queue that expires or is deleted takes its messages along.",
        Page.Of("TAMQP113"));

    public static readonly DiagnosticDescriptor WrongValueType = new(
        "TAMQP114",
        "An argument of the wrong type",
        "'{0}' is given as {1}, and the broker takes {2}: the declaration is refused (406); {3}",
        Category.Queues,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The broker compares the AMQP type of each argument that it knows.",
        Page.Of("TAMQP114"), Remedy.Tag);

    public static readonly DiagnosticDescriptor DropsHead = new(
        "TAMQP115",
        "A length limit that drops messages in silence",
        "'{0}' drops its oldest message beyond {1} = {2}: declare [DeadLetter<TExchange>], or say that it is meant with Overflow = QueueOverflow.DropHead",
        Category.Queues,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A queue beyond its length drops its oldest message unless Overflow says otherwise. Without a dead-letter exchange it is lost without a trace.",
        Page.Of("TAMQP115"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor ConsumedByTwo = new(
        "TAMQP116",
        "An exclusive queue that two components consume",
        "'{0}' belongs to one connection alone, and '{1}' consume it, which are of different assemblies: the second to connect is refused (405). Leave Exclusive out, or consume it in one of them.",
        Category.Queues,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An exclusive queue is locked for every connection but the one that declared it.",
        Page.Of("TAMQP116"));

    public static readonly DiagnosticDescriptor NeverDeleted = new(
        "TAMQP117",
        "An auto-delete queue that nobody consumes",
        "'{0}' is deleted when its last consumer leaves, and nobody consumes it: it stays for ever. Set Expires instead of AutoDelete.",
        Category.Queues,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A queue that is auto-delete goes with its last consumer. Before the first one came it stays, and somebody who looks into it with basic.get is no consumer.",
        Page.Of("TAMQP117"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor SaidTwice = new(
        "TAMQP118",
        "An argument is said twice",
        "'{0}' of '{1}' is also said by {2}, which stands: this [Argument] is not sent. Remove one of the two.",
        Category.Queues,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An argument goes to the broker once. Where a property of the declaration says it, or an [Argument] before, another one changes nothing.",
        Page.Of("TAMQP118"),
        Remedy.Tag);
}
