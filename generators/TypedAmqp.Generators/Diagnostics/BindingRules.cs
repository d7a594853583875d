using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>3xx: bindings, as far as one declaration shows them.</summary>
internal static class BindingRules
{
    public static readonly DiagnosticDescriptor Circle = new(
        "TAMQP310",
        "Exchanges that are bound in a circle",
        "{0} is a circle: no message goes round twice, but nobody can tell where one comes from. Remove one of the bindings.",
        Category.Bindings,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The broker sends a message through each exchange once, so that a circle does no harm. It is hardly ever meant.",
        Page.Of("TAMQP310"));

    public static readonly DiagnosticDescriptor PublishesToInternal = new(
        "TAMQP311",
        "Publishing to an internal exchange",
        "'{0}' is internal, and publishing to it is refused (403): publish to an exchange that it is bound to, or remove Internal = true",
        Category.Bindings,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Only other exchanges reach an internal one.",
        Page.Of("TAMQP311"));

    public static readonly DiagnosticDescriptor NeverReturned = new(
        "TAMQP314",
        "A return is asked for where an alternate exchange takes everything",
        "'{0}' has an alternate exchange, which takes what no binding matches: such a message does not come back. Remove Mandatory = true, or the alternate exchange.",
        Category.Bindings,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A message that the alternate exchange takes counts as routed. It is returned only if that cannot route it either.",
        Page.Of("TAMQP314"));

    public static readonly DiagnosticDescriptor UnknownMatch = new(
        "TAMQP316",
        "A way to match headers that does not exist",
        "{0}: {1}",
        Category.Bindings,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A binding by headers matches all or any of them, with or without those that begin with 'x-'. The broker refuses anything else.",
        Page.Of("TAMQP316"), Remedy.Tag);

    public static readonly DiagnosticDescriptor AnyOfNothing = new(
        "TAMQP317",
        "Any of no headers",
        "'{0}' is bound to any of no headers, which never matches: name a header, or match all of none to get every message",
        Category.Bindings,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "'Any' needs at least one header that is equal. Of none there is never one.",
        Page.Of("TAMQP317"));

    public static readonly DiagnosticDescriptor HeadersLeftOut = new(
        "TAMQP318",
        "A header that begins with 'x-' under plain all or any",
        "'{0}' is left out when headers are compared, as it begins with 'x-': set Matching to AllWithX or AnyWithX",
        Category.Bindings,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Headers that begin with 'x-' are the broker's. Only all-with-x and any-with-x look at them.",
        Page.Of("TAMQP318"), Remedy.Tag);

    public static readonly DiagnosticDescriptor HeaderNotSet = new(
        "TAMQP319",
        "A header that no publisher sets",
        "'{0}' is compared with the headers of what is published to '{1}', but {2}: mark the property with [Header(\"{0}\")], or correct the binding",
        Category.Bindings,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "In a closed topology every publisher is known. A header that none of them sets, or sets to a value of another type, never matches.",
        Page.Of("TAMQP319"));

    public static readonly DiagnosticDescriptor NoWeight = new(
        "TAMQP320",
        "A binding to a consistent-hash exchange that is no weight",
        "{0} is no weight, and the binding to '{1}' is refused (406): write a whole number of 1 or more",
        Category.Bindings,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The binding key at a consistent-hash exchange says how many parts of the work a queue gets.",
        Page.Of("TAMQP320"));

    public static readonly DiagnosticDescriptor TransientSource = new(
        "TAMQP321",
        "Something durable is bound to a transient exchange",
        "'{0}' survives a restart of the broker, and '{1}' does not, nor does the binding to it: make the exchange durable",
        Category.Bindings,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A binding lasts as long as both of its ends. After a restart the durable end is there, and nothing comes to it.",
        Page.Of("TAMQP321"));
}
