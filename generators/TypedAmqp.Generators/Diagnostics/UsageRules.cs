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

    public static readonly DiagnosticDescriptor ResultThrownAway = new(
        "TAMQP503",
        "What became of a message is thrown away",
        "The result says whether the message was returned, rejected or not confirmed, and nobody looks at it: use it, or call PublishAsync, which throws",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "TryPublishAsync says what became of a message and does not throw. Whoever does not look at the result does not learn that a message is lost.",
        Page.Of("TAMQP503"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor NotConfirmed = new(
        "TAMQP502",
        "A persistent message on a channel without confirms",
        "This message is to last, and '{0}' was opened without confirms: nobody learns when it is lost on its way. Leave PublisherConfirms on.",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A message that is persistent is one that must arrive. Without publisher confirms, one that the broker never got, or could not keep, is lost in silence.",
        Page.Of("TAMQP502"));

    public static readonly DiagnosticDescriptor Immediate = new(
        "TAMQP504",
        "A message that is to be delivered at once or not at all",
        "The broker does not know 'immediate' and closes the connection (540): leave it out, and let the message expire at once instead (Expiration = \"0\")",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "AMQP's flag 'immediate' was removed from RabbitMQ 3.0. A message with an expiration of 0 is dropped, or dead-lettered, unless a consumer takes it at once.",
        Page.Of("TAMQP504"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor TagTwice = new(
        "TAMQP512",
        "One consumer tag twice on a channel",
        "'{0}' is already a consumer's tag on '{1}', and the second one closes the connection (530): give it another, or none",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A tag names one consumer of a channel. Left out, the broker makes one up.",
        Page.Of("TAMQP512"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor GlobalPrefetch = new(
        "TAMQP505",
        "A prefetch that the channel's consumers share",
        "RabbitMQ {0} refuses a prefetch that consumers share: leave 'global' out, which limits each consumer by itself",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "From RabbitMQ 4.3 on the prefetch belongs to each consumer. One for a whole channel is refused.",
        Page.Of("TAMQP505"), Remedy.Tag);

    public static readonly DiagnosticDescriptor StreamWithoutPrefetch = new(
        "TAMQP506",
        "A stream consumed without a prefetch",
        "'{0}' is a stream, and consuming it without a limit is refused (406): set a Prefetch, 64 for instance",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A stream sends ahead as much as the prefetch allows. Without one the broker refuses the consumer.",
        Page.Of("TAMQP506"), Remedy.Tag);

    public static readonly DiagnosticDescriptor StreamWithAutomaticAcks = new(
        "TAMQP507",
        "A stream consumed with automatic acknowledgements",
        "'{0}' is a stream, which refuses consumers without acknowledgements (540, the connection is closed): acknowledge",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Acknowledgements tell a stream how much more to send. A consumer without them is refused.",
        Page.Of("TAMQP507"), Remedy.Tag);

    public static readonly DiagnosticDescriptor GetOfStream = new(
        "TAMQP508",
        "A single message fetched from a stream",
        "'{0}' is a stream, from which single messages cannot be fetched (540, the connection is closed): consume it",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A stream is read from a position on. There is no next message that one could fetch.",
        Page.Of("TAMQP508"));

    public static readonly DiagnosticDescriptor UnlimitedPrefetch = new(
        "TAMQP509",
        "A consumer without a limit",
        "'{0}' sends ahead everything it has, into the memory of one consumer and past all others: set a Prefetch, 64 for instance",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Without a prefetch the broker sends every message to whoever consumes first.",
        Page.Of("TAMQP509"), Remedy.Tag);

    public static readonly DiagnosticDescriptor AutomaticAcks = new(
        "TAMQP510",
        "Automatic acknowledgements on a durable queue",
        "A message of '{0}' counts as done once it is sent, and is lost when its handler throws or the program ends: acknowledge, or make the queue transient",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Without acknowledgements the broker forgets a message when it writes it to the connection.",
        Page.Of("TAMQP510"), Remedy.Tag);

    public static readonly DiagnosticDescriptor NotAlone = new(
        "TAMQP511",
        "An exclusive consumer beside another",
        "'{0}' is to be consumed by one alone, and '{1}' consume it: whoever comes second is refused (403). Keep one of them, or leave Exclusive out.",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A queue with an exclusive consumer takes no other, and a queue with consumers takes no exclusive one.",
        Page.Of("TAMQP511"));

    public static readonly DiagnosticDescriptor OrderLost = new(
        "TAMQP513",
        "An ordered queue whose messages are handled several at a time",
        "'{0}' has a single active consumer, which keeps messages in order, and several of them at a time lose it: handle one at a time",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A single active consumer is there to keep the order. Handling several messages at once gives it away.",
        Page.Of("TAMQP513"), Remedy.Tag);

    public static readonly DiagnosticDescriptor TimeoutTooLong = new(
        "TAMQP514",
        "A handler may take longer than the broker waits",
        "A handler of '{0}' may take {1} ms, and the broker waits {2} ms for it: then it closes the channel (406) and delivers the message again. Give the handler less time, or set a greater ConsumerTimeout on the queue.",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The broker closes the channel of a consumer that keeps a delivery for longer than its consumer timeout, which is half an hour unless the queue or the broker's configuration says otherwise.",
        Page.Of("TAMQP514"));

    public static readonly DiagnosticDescriptor SettledTwice = new(
        "TAMQP515",
        "A delivery that is settled twice",
        "{0}: a second time is refused (406) and closes the channel with all that is under way on it. {1}.",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A delivery is acknowledged, rejected or requeued once. The broker does not know the tag of one that was settled.",
        Page.Of("TAMQP515"), Remedy.Tag);

    public static readonly DiagnosticDescriptor NotAwaited = new(
        "TAMQP516",
        "A publish that is not awaited, or not given the token",
        "{0}",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A publish ends with its confirm, or with an exception. Whoever does not await it does not learn of either, and the program may end before it was sent. A token that is not passed on does not end it.",
        Page.Of("TAMQP516"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor ConsumerArgument = new(
        "TAMQP520",
        "An argument of a consumer that is of the wrong type",
        "'{0}' takes {1}: the consumer is refused",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The broker looks at the types of the arguments that it knows.",
        Page.Of("TAMQP520"), Remedy.Tag);

    public static readonly DiagnosticDescriptor KeptTooLong = new(
        "TAMQP521",
        "The memory of a message is kept after its handler returned",
        "'{0}' is a view of memory that another message gets when the handler returned: keep a copy, as with Body.ToArray(), or take the body, with TakeBody()",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "What arrives is read from pooled memory. When the handler's task completes, that memory goes to the next message.",
        Page.Of("TAMQP521"));

    public static readonly DiagnosticDescriptor NothingToOrderBy = new(
        "TAMQP522",
        "An order by what a contract does not have",
        "What arrives in '{0}' is to be kept in order, and {1} has no property {2}: {3}",
        Category.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Messages that are handled several at a time are kept in order by a property, which each contract that can arrive has to have.",
        Page.Of("TAMQP522"));

    public static readonly DiagnosticDescriptor AnotherTopology = new(
        "TAMQP523",
        "A bus of another topology",
        "'{0}' belongs to the topology '{1}', and '{2}' is connected with '{3}', which does not declare it: use a bus of '{1}'",
        Category.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A bus declares the topology that it was connected with, in that one's virtual host. What another topology declares need not be there.",
        Page.Of("TAMQP523"));
}
