using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>0xx: names and declarations.</summary>
internal static class DeclarationRules
{
    public static readonly DiagnosticDescriptor NameTooLong = new(
        "TAMQP001",
        "A name or key is longer than 255 octets",
        "This {0} takes {1} octets of UTF-8, and AMQP carries at most 255: shorten it",
        Category.Declarations,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Names and routing keys are short strings: one octet of length, at most 255 octets of UTF-8. A longer one cannot be written into a frame.",
        Page.Of("TAMQP001"));

    public static readonly DiagnosticDescriptor ReservedName = new(
        "TAMQP002",
        "A name begins with 'amq.'",
        "'{0}' begins with 'amq.', as the broker's own names do: declaring a new one is refused (403). Choose another name, or set External = true to refer to the broker's.",
        Category.Declarations,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Names that begin with 'amq.' are reserved for the broker: declaring an exchange or queue of such a name closes the channel with ACCESS_REFUSED.",
        Page.Of("TAMQP002"));

    public static readonly DiagnosticDescriptor DefaultExchange = new(
        "TAMQP003",
        "The default exchange is declared",
        "The exchange without a name is the broker's default exchange, which nobody can declare or bind (403): give '{0}' a name, or use [Sends<T>] on a queue to publish to it directly",
        Category.Declarations,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Every queue is bound to the default exchange with its own name, and no other binding can be made there.",
        Page.Of("TAMQP003"));

    public static readonly DiagnosticDescriptor DeclaredDifferently = new(
        "TAMQP004",
        "One entity is declared twice, with different properties",
        "The {0} '{1}' is also declared by '{2}', with another {3} ({4} here, {5} there): whichever comes second is refused (406). Make them equal, or let one refer to the other.",
        Category.Declarations,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Declaring an exchange or queue that exists is allowed only with the same properties and arguments; anything else closes the channel with PRECONDITION_FAILED.",
        Page.Of("TAMQP004"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor UnknownExchangeType = new(
        "TAMQP006",
        "The exchange type is not known",
        "'{0}' is no type of exchange: choose Direct, Fanout, Topic or Headers, or name a plugin's type as a string",
        Category.Declarations,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Declaring an exchange of a type that the broker does not know closes the connection with COMMAND_INVALID.",
        Page.Of("TAMQP006"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor UndeclaredReference = new(
        "TAMQP009",
        "A reference to something that is not declared",
        "'{0}' {1}: {2}",
        Category.Declarations,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A binding to an exchange that does not exist closes the channel with NOT_FOUND; dead letters to one are dropped in silence. What belongs to a topology that nobody declares is declared nowhere.",
        Page.Of("TAMQP009"));

    public static readonly DiagnosticDescriptor MembersCollide = new(
        "TAMQP012",
        "Generated members would collide",
        "'{0}' collides with {1}: rename {2}",
        Category.Declarations,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The compiler writes members into the classes that declare exchanges and queues, and a few classes beside them. Where a name is already taken there would be two of it.",
        Page.Of("TAMQP012"));

    public static readonly DiagnosticDescriptor CannotBeExtended = new(
        "TAMQP013",
        "The declaring type cannot be given generated members",
        "'{0}' {1}: {2}",
        Category.Declarations,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The compiler writes another part of a class that declares an exchange or a queue. It must be partial, and so must the types around it; it can be neither static nor generic, and other code must be able to name it.",
        Page.Of("TAMQP013"));

    public static readonly DiagnosticDescriptor ServerNamedOrphan = new(
        "TAMQP011",
        "A queue that the broker names is durable or shared",
        "The broker names '{0}' anew each time it is declared, so that a {1} one is left behind, and filled, when its program goes: make it Exclusive or AutoDelete, or give it a name",
        Category.Declarations,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Nobody finds a queue again whose name was made up. Unless it goes with its connection or its last consumer, it stays on the broker and takes whatever is bound.",
        Page.Of("TAMQP011"));

    public static readonly DiagnosticDescriptor DeclaredTwice = new(
        "TAMQP005",
        "One entity is declared twice, alike",
        "The {0} '{1}' is also declared by '{2}', alike for now: let everybody use one class, or set External = true here",
        Category.Declarations,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Two equal declarations of one entity drift apart: the day one of them is changed, whichever program starts second is refused.",
        Page.Of("TAMQP005"), Remedy.Tag);

    public static readonly DiagnosticDescriptor ControlCharacter = new(
        "TAMQP007",
        "A control character in a name",
        "This {0} has the control character {1} in it, which nobody sees and some brokers strip: remove it",
        Category.Declarations,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Line breaks and other control characters in names cannot be seen in lists and logs, and some brokers strip some of them.",
        Page.Of("TAMQP007"), Remedy.Tag);

    public static readonly DiagnosticDescriptor NearlyOneName = new(
        "TAMQP008",
        "Names that differ by case or white space only",
        "The {0} '{1}' differs from '{2}' by case or white space only: on the wire they are two. Give them one name, or two that people can tell apart.",
        Category.Declarations,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "To the broker 'Orders' and 'orders' are two names. Whoever mixes them up gets 404, or publishes to where nobody listens.",
        Page.Of("TAMQP008"), Remedy.Tag);

    public static readonly DiagnosticDescriptor MissingCapability = new(
        "TAMQP010",
        "An exchange type that a plugin provides, without saying that the broker has it",
        "'{0}' is of the type '{1}', which a plugin of the broker provides: say that it is there with [assembly: BrokerCapability(\"{1}\")]",
        Category.Declarations,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A broker without the plugin does not know the type, and closes the connection when an exchange of it is declared.",
        Page.Of("TAMQP010"));

    public static readonly DiagnosticDescriptor OtherVirtualHost = new(
        "TAMQP014",
        "Linked declarations are in different virtual hosts",
        "'{0}' is declared in the virtual host '{1}' and '{2}' in '{3}', and nothing leads from one to the other: let both belong to one topology",
        Category.Declarations,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Virtual hosts are worlds of their own: a binding to an exchange of another one is refused with 404, and dead letters to one are dropped in silence.",
        Page.Of("TAMQP014"));

    public static readonly DiagnosticDescriptor NoTopology = new(
        "TAMQP015",
        "Declarations without a topology",
        "Exchanges, queues or services are declared here, and no topology: add [assembly: {0}], which gives the class {1} that a bus connects with",
        Category.Declarations,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A topology holds what its assembly declares, and a bus connects with one. Without it nothing declares these queues on the broker.",
        Page.Of("TAMQP015"), Remedy.Tag);
}
