using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A declared exchange, from its class, in this assembly or a referenced one.</summary>
internal static class ExchangeParser
{
    /// <summary>The exchange; null when the class does not declare one.</summary>
    public static ExchangeModel? Parse(INamedTypeSymbol symbol, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (symbol.Attribute(MetadataNames.Exchange) is not AttributeReader exchange)
        {
            return null;
        }

        string[] strings = [.. exchange.Strings];
        ExchangeKind kind = Kind(exchange, strings);
        INamedTypeSymbol? alternate = Alternate(symbol);
        return new ExchangeModel(
            TypeParser.Parse(symbol),
            strings.FirstOrDefault() ?? "",
            kind,
            kind == ExchangeKind.Plugin ? strings[1] : kind.ToString().ToLowerInvariant(),
            exchange.Boolean("Durable", otherwise: true),
            exchange.Boolean("AutoDelete"),
            exchange.Boolean("Internal"),
            exchange.Boolean("External"),
            alternate?.EmittedName(),
            symbol.Attributes(MetadataNames.Publishes).Select(Route).ToEquatableArray(),
            BindingParser.Parse(symbol),
            ArgumentValues.Normalise(Arguments(symbol, alternate)));
    }

    /// <summary>The exchange's name on the broker; null when the class does not declare an exchange.</summary>
    public static string? Name(ITypeSymbol symbol) =>
        symbol.Attribute(MetadataNames.Exchange) is AttributeReader exchange ? exchange.Strings.FirstOrDefault() ?? "" : null;

    /// <summary>The class that declares the alternate exchange, or ought to.</summary>
    public static INamedTypeSymbol? Alternate(INamedTypeSymbol symbol) =>
        symbol.Attribute(MetadataNames.AlternateExchange)?.TypeArgument as INamedTypeSymbol;

    private static ExchangeKind Kind(AttributeReader exchange, string[] strings)
    {
        if (exchange.EnumMember is string member)
        {
            return Enum.TryParse(member, out ExchangeKind kind) ? kind : ExchangeKind.Direct;
        }

        return strings.Length > 1 ? ExchangeKind.Plugin : ExchangeKind.Direct;
    }

    /// <summary>What one <c>[Publishes]</c> says.</summary>
    public static RouteModel Route(AttributeReader publishes)
    {
        ITypeSymbol? contract = publishes.TypeArgument;
        return new RouteModel(
            contract is null ? new MessageModel("object", "object", null, 1, MessageFormat.Json, false) : MessageParser.Parse(contract),
            KeyTemplateParser.Parse(publishes.Strings.FirstOrDefault() ?? "", contract),
            publishes.Boolean("Persistent", otherwise: true),
            publishes.Boolean("Mandatory", otherwise: true));
    }

    private static IEnumerable<ArgumentModel> Arguments(INamedTypeSymbol symbol, INamedTypeSymbol? alternate)
    {
        if (alternate is not null && Name(alternate) is string name)
        {
            yield return ArgumentValues.Text("alternate-exchange", name);
        }

        foreach (ArgumentModel argument in ArgumentValues.Read(symbol))
        {
            yield return argument;
        }
    }
}
