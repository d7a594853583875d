using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>6xx: RPC.</summary>
internal static class ServiceRules
{
    public static readonly DiagnosticDescriptor CannotTravel = new(
        "TAMQP608",
        "A method of a service cannot travel",
        "'{0}' cannot be called over AMQP: {1}",
        Category.Services,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A call is one message there and one back. A method of a service returns a Task or ValueTask, takes at most one request and a CancellationToken, has no type parameters, and passes nothing by reference.",
        Page.Of("TAMQP608"));

    public static readonly DiagnosticDescriptor NoDeadline = new(
        "TAMQP601",
        "A call without a usable deadline",
        "A call of '{0}' cannot be answered within {1} ms: give it a time, or leave Timeout out, which makes it 30 s",
        Category.Services,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each call has a deadline: a server that does not answer must not make its callers hang. Zero or less is no time, and there is no value for 'without end'.",
        Page.Of("TAMQP601"), Remedy.Tag);

    public static readonly DiagnosticDescriptor NotServed = new(
        "TAMQP604",
        "A service that nobody serves, or that is served twice",
        "'{0}': {1}. {2}.",
        Category.Services,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A call of a service that nobody serves ends with its deadline. Of two different implementations one or the other answers, by chance.",
        Page.Of("TAMQP604"));

    public static readonly DiagnosticDescriptor PseudoQueue = new(
        "TAMQP603",
        "The reply-to pseudo-queue is declared",
        "'amq.rabbitmq.reply-to' is no queue but a word for direct replies, and cannot be bound: declare an [RpcService], which uses it",
        Category.Services,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Consuming from 'amq.rabbitmq.reply-to' makes the broker send replies straight to the consumer. There is no queue of that name.",
        Page.Of("TAMQP603"));

    public static readonly DiagnosticDescriptor OtherContract = new(
        "TAMQP605",
        "Two declarations of one service differ",
        "'{0}' is also declared by '{1}', with another contract: {2}. What one sends the other cannot read; share one interface.",
        Category.Services,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Client and server must agree on requests and replies. With one interface for both they do.",
        Page.Of("TAMQP605"));

    public static readonly DiagnosticDescriptor RepliesWithAcks = new(
        "TAMQP602",
        "Direct replies consumed with acknowledgements",
        "Replies of 'amq.rabbitmq.reply-to' cannot be acknowledged, and consuming them so is refused (406): set NoAck = true",
        Category.Services,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Direct replies go past all queues. There is nothing that could be acknowledged.",
        Page.Of("TAMQP602"), Remedy.Tag);

    public static readonly DiagnosticDescriptor UndeclaredFault = new(
        "TAMQP612",
        "A fault that the service's method does not declare",
        "'{0}' does not declare this fault, so that its callers get the fault 'internal' (\"The service failed.\") instead: add [Throws<{1}>] to the method, or to the interface",
        Category.Services,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Of the exceptions of an implementation only the faults that its method declares travel. All others say to callers that the service failed, and no more.",
        Page.Of("TAMQP612"));
}
