using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A declared exchange, from its class, in this assembly or a referenced one.</summary>
internal static class ExchangeParser
{
    /// <summary>The type on the wire of an exchange that holds messages back before it routes them.</summary>
    public const string Delayed = "x-delayed-message";

    // Members of TypedAmqp.ExchangeType that plugins provide.
    private static readonly Dictionary<string, string> Plugins = new(StringComparer.Ordinal)
    {
        ["ConsistentHash"] = "x-consistent-hash",
        ["ModulusHash"] = "x-modulus-hash",
        ["Random"] = "x-random",
        ["LocalRandom"] = "x-local-random",
        ["RecentHistory"] = "x-recent-history",
    };

    // Queues refer to exchanges, many to one: each is read once for a compilation, and goes with it.
    private static readonly ConditionalWeakTable<INamedTypeSymbol, ExchangeModel> Known = new();

    /// <summary>The exchange; null when the class does not declare one.</summary>
    public static ExchangeModel? Parse(INamedTypeSymbol symbol, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Known.TryGetValue(symbol, out ExchangeModel? known) ? known
            : Read(symbol, cancellationToken) is ExchangeModel exchange ? Known.GetValue(symbol, _ => exchange)
            : null;
    }

    private static ExchangeModel? Read(INamedTypeSymbol symbol, CancellationToken cancellationToken)
    {
        if (symbol.Attribute(MetadataNames.Exchange) is not AttributeReader exchange)
        {
            return null;
        }

        string[] strings = [.. exchange.Strings];
        ExchangeKind kind = Kind(exchange, strings);
        INamedTypeSymbol? alternate = Alternate(symbol);
        (EquatableArray<RouteModel> routes, EquatableArray<FamilyModel> families) = RouteParser.Parse(
            symbol, MetadataNames.Publishes, cancellationToken);
        return new ExchangeModel(
            TypeParser.Parse(symbol),
            strings.FirstOrDefault() ?? "",
            kind,
            exchange.Boolean("Delayed") ? Delayed : Routing(exchange, kind, strings),
            exchange.Boolean("Durable", otherwise: true),
            exchange.Boolean("AutoDelete"),
            exchange.Boolean("Internal"),
            exchange.Boolean("External"),
            alternate?.EmittedName(),
            routes,
            BindingParser.Parse(symbol),
            ArgumentValues.Normalise(Arguments(symbol, exchange, kind, alternate)))
        {
            Families = families,
            Topology = exchange.String("Topology"),
            VirtualHost = TopologyParser.VirtualHost(symbol, exchange.String("Topology")),
        };
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
            return Plugins.ContainsKey(member) ? ExchangeKind.Plugin : Enum.TryParse(member, out ExchangeKind kind) ? kind : ExchangeKind.Direct;
        }

        return strings.Length > 1 ? ExchangeKind.Plugin : ExchangeKind.Direct;
    }

    /// <summary>How the exchange routes, by its name on the wire.</summary>
    private static string Routing(AttributeReader exchange, ExchangeKind kind, string[] strings)
    {
        if (kind != ExchangeKind.Plugin)
        {
            return kind.ToString().ToLowerInvariant();
        }

        return exchange.EnumMember is string member && Plugins.TryGetValue(member, out string? type) ? type : strings[1];
    }

    /// <summary>What one <c>[Publishes]</c> says.</summary>
    public static RouteModel Route(AttributeReader publishes) => RouteParser.Route(publishes, publishes.TypeArgument);

    private static IEnumerable<ArgumentModel> Arguments(
        INamedTypeSymbol symbol, AttributeReader exchange, ExchangeKind kind, INamedTypeSymbol? alternate)
    {
        if (alternate is not null && Name(alternate) is string name)
        {
            yield return ArgumentValues.Text("alternate-exchange", name);
        }

        if (exchange.Boolean("Delayed"))
        {
            yield return ArgumentValues.Text("x-delayed-type", Routing(exchange, kind, [.. exchange.Strings]));
        }

        foreach ((string property, string argument) in new[] { ("HashHeader", "hash-header"), ("HashProperty", "hash-property") })
        {
            if (exchange.String(property) is string value)
            {
                yield return ArgumentValues.Text(argument, value);
            }
        }

        foreach (ArgumentModel argument in ArgumentValues.Read(symbol))
        {
            yield return argument;
        }
    }
}
