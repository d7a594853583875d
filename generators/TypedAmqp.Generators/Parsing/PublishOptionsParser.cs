using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>How a route publishes: as it says itself, else as its contract says.</summary>
internal static class PublishOptionsParser
{
    /// <param name="route">The <c>[Publishes]</c> or <c>[Sends]</c>.</param>
    /// <param name="contract">The contract; it may be missing while someone types.</param>
    public static PublishOptionsModel Parse(AttributeReader route, ITypeSymbol? contract)
    {
        AttributeReader? message = contract?.Attribute(MetadataNames.Message);
        return new PublishOptionsModel(
            route.Boolean("Persistent", otherwise: message?.Boolean("Persistent", otherwise: true) ?? true),
            route.Boolean("Mandatory", otherwise: true),
            route.Integer("Priority") ?? message?.Integer("Priority"),
            route.Integer("Expiration") ?? message?.Integer("Expiration"),
            route.Integer("Delay"))
        {
            Confirm = route.Boolean("Confirm", otherwise: true),
        };
    }
}
