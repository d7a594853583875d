using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>7xx: across assemblies, and against what was released (<c>topology.lock.json</c>).</summary>
internal static class ReleaseRules
{
    public static readonly DiagnosticDescriptor PropertyRequired = Rule(
        "TAMQP701",
        "A contract requires another property than it did",
        "{0} was released otherwise: '{1}' {2}, so programs of the other version read messages that lack it: {3}",
        DiagnosticSeverity.Error,
        "Old and new programs run side by side while a release goes out, and messages wait in queues. A required property that one side does not write is missing for the other: reading fails, or the value is empty.",
        Remedy.Tag);

    public static readonly DiagnosticDescriptor PropertyChanged = Rule(
        "TAMQP702",
        "A contract is written in another way than it was",
        "{0} was released otherwise: {1} was {2} and is {3}, which the other version reads wrongly or not at all: leave it, or give the contract a new version",
        DiagnosticSeverity.Error,
        "The name of a property in JSON, its type and the values of enums are what both ends agree on.");

    public static readonly DiagnosticDescriptor EnumMemberAdded = Rule(
        "TAMQP703",
        "An enum of a contract has a new member",
        "'{0}.{1}' ({2}) is new since the release: programs that do not know it fail or misread it; let them have it before it is sent",
        DiagnosticSeverity.Warning,
        "A program that was built before the member existed reads its name with an exception, and its number as a value that nothing handles.");

    public static readonly DiagnosticDescriptor QueueChanged = Rule(
        "TAMQP704",
        "A queue is declared in another way than it was released",
        "The queue '{0}' was released with another {1}: declaring it is refused (406) where it exists. Give the queue a new name, or replace the old one ('typedamqp topology replace').",
        DiagnosticSeverity.Error,
        "A queue's type, durability and arguments are fixed when it is first declared. Declaring it with others closes the channel with PRECONDITION_FAILED.",
        Remedy.Tag);

    public static readonly DiagnosticDescriptor ExchangeChanged = Rule(
        "TAMQP705",
        "An exchange is declared in another way than it was released",
        "The exchange '{0}' was released with another {1}: declaring it is refused (406) where it exists. Give the exchange a new name, or delete the old one first.",
        DiagnosticSeverity.Error,
        "An exchange's type, durability and arguments are fixed when it is first declared. Declaring it with others closes the channel with PRECONDITION_FAILED.",
        Remedy.Tag);

    public static readonly DiagnosticDescriptor BindingRemoved = Rule(
        "TAMQP706",
        "A binding of the release is gone",
        "'{0}' was released with a binding to '{1}' by '{2}', which stays on the broker until somebody unbinds it: plan that, then update the lock file",
        DiagnosticSeverity.Warning,
        "Declaring a topology adds bindings and never removes any. What the old binding catches goes on arriving.");

    public static readonly DiagnosticDescriptor KeyChanged = Rule(
        "TAMQP707",
        "A contract is published under another key than it was",
        "{0} was released to be published to '{1}' under '{2}', and is now under '{3}': who is bound to the old key gets no more of it; publish under both for a while, or change the bindings first",
        DiagnosticSeverity.Warning,
        "Bindings are elsewhere, in programs that were built before, and match the key that was released.");

    public static readonly DiagnosticDescriptor DeclaredDifferently = Rule(
        "TAMQP708",
        "Two assemblies declare one entity differently",
        "{0} and {1} declare the {2} '{3}' with another {4} ({5}, {6}): whichever starts second is refused (406). Let one assembly declare it, and the other refer to that.",
        DiagnosticSeverity.Error,
        "Declaring an exchange or queue that exists is allowed only with the same properties and arguments.");

    public static readonly DiagnosticDescriptor ManifestUnreadable = Rule(
        "TAMQP709",
        "The manifest of a referenced assembly cannot be read",
        "The manifest of '{0}' {1}: what it declares is not seen here. Build it with the same version of TypedAmqp.",
        DiagnosticSeverity.Warning,
        "Each assembly carries a description of what it declares. Without that of a referenced one, what arrives from there, and what it handles, is unknown.");

    public static readonly DiagnosticDescriptor LockFileStale = Rule(
        "TAMQP710",
        "The lock file is missing or stale",
        "{0}: review the change, then run 'typedamqp topology lock --update'",
        DiagnosticSeverity.Warning,
        "topology.lock.json holds the topology that was released. The compiler compares with it what is declared; it never writes it.");

    public static readonly DiagnosticDescriptor WireNameChanged = Rule(
        "TAMQP711",
        "A contract has another wire name than it had",
        "{0} was released as '{1}' and is now '{2}', which programs of the other version do not know: leave the name, or declare the renamed contract beside the old one",
        DiagnosticSeverity.Warning,
        "The wire name travels as the message property 'type'. A consumer that does not know it cannot tell what arrived.",
        Remedy.Tag);

    public static readonly DiagnosticDescriptor NobodyDeclares = Rule(
        "TAMQP712",
        "No known assembly declares an external entity",
        "Somebody else is to declare the {0} '{1}', and no assembly here does: in a fresh environment it is not there (404)",
        DiagnosticSeverity.Info,
        "External = true leaves declaring to another program. In a closed topology all of them are known, and none does.");

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity, string description, params string[] tags) =>
        new(id, title, message, Category.Releases, severity, isEnabledByDefault: true, description, Page.Of(id), tags);
}
