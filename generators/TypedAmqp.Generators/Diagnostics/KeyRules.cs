using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>2xx: keys and contracts.</summary>
internal static class KeyRules
{
    public static readonly DiagnosticDescriptor KeyTooLong = new(
        "TAMQP201",
        "A routing key is or can be longer than 255 octets",
        "{0} of this template takes {1}, and AMQP carries at most 255: shorten it",
        Category.Keys,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A routing key is a short string: at most 255 octets of UTF-8. Publishing under a longer one fails before anything is sent.",
        Page.Of("TAMQP201"));

    public static readonly DiagnosticDescriptor UnknownPlaceholder = new(
        "TAMQP202",
        "A placeholder is no property of the contract",
        "'{0}' cannot be filled in: {1}",
        Category.Keys,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A placeholder in a key template stands for a property of the contract that can be written as text: an enum, an integer, a bool, a char, a Guid, a string, or an IFormattable.",
        Page.Of("TAMQP202"));

    public static readonly DiagnosticDescriptor SeveralWords = new(
        "TAMQP204",
        "A word with a dot in it",
        "The dot makes several words of '{0}', and bindings count words: write one word, as in 'eu-west'",
        Category.Keys,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A member of an enum stands for one word of a routing key. With a dot in it the key has more words than its template shows, so that 'order.*.placed' does not match it.",
        Page.Of("TAMQP204"));

    public static readonly DiagnosticDescriptor WildcardPublished = new(
        "TAMQP206",
        "A wildcard in a key that is published",
        "'{0}' in a published key is not a wildcard but that very character, so that hardly any binding matches it: publish to a plain word; only bindings have wildcards",
        Category.Keys,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Only the key of a binding to a topic exchange has wildcards. In a message's routing key '*' and '#' are ordinary characters, and the message is returned or dropped where the plain word was bound.",
        Page.Of("TAMQP206"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor WildcardInsideWord = new(
        "TAMQP207",
        "A wildcard inside a word of a binding",
        "'{0}' is matched literally: a wildcard must be a whole word between dots. Write '*' alone for any word, or make this part a word of its own.",
        Category.Keys,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A topic exchange compares words. A word that has more in it than the wildcard is compared as it stands.",
        Page.Of("TAMQP207"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor WildcardOnDirect = new(
        "TAMQP208",
        "A wildcard in the binding of a direct exchange",
        "The direct exchange '{0}' compares keys as they stand, so '{1}' matches only itself: make it a topic exchange, or bind each key",
        Category.Keys,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Wildcards have a meaning on topic exchanges only.",
        Page.Of("TAMQP208"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor UnbalancedBraces = new(
        "TAMQP211",
        "Unbalanced braces or an empty word in a key",
        "{0}",
        Category.Keys,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "In a key template '{Name}' stands for a property of the contract; '{{' and '}}' stand for braces.",
        Page.Of("TAMQP211"),
        Remedy.Tag);

    public static readonly DiagnosticDescriptor NullablePlaceholder = new(
        "TAMQP203",
        "A placeholder that can be null",
        "'{0}' can be null, and a message without it cannot be published: make the property required and not nullable",
        Category.Keys,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A key has no place for a value that is not there. Publishing such a message is refused.",
        Page.Of("TAMQP203"));

    public static readonly DiagnosticDescriptor FormatNotSaid = new(
        "TAMQP205",
        "A placeholder whose text depends on a format that is not said",
        "'{0}' is a {1}, which without a format looks like '{2}' and makes a poor word of a key: say which one is meant, as {{{0}:{3}}}",
        Category.Keys,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Dates and fractions have many texts. Keys are written in the invariant culture, whose usual ones hold dots, slashes and spaces.",
        Page.Of("TAMQP205"), Remedy.Tag);

    public static readonly DiagnosticDescriptor IgnoredKey = new(
        "TAMQP209",
        "A key on a fanout or headers exchange",
        "The {0} exchange '{1}' does not look at keys, so that '{2}' does nothing: remove it, or make it a topic exchange",
        Category.Keys,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A fanout exchange takes every message and a headers exchange compares headers. A binding key on either does nothing.",
        Page.Of("TAMQP209"), Remedy.Tag);

    public static readonly DiagnosticDescriptor RedundantWildcard = new(
        "TAMQP210",
        "A redundant '#.#'",
        "'#.#' in '{0}' matches what '#' matches: write that",
        Category.Keys,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "'#' stands for any number of words, none included. A second one adds nothing.",
        Page.Of("TAMQP210"), Remedy.Tag);
}
