using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>What may be published to an exchange, or sent to a queue.</summary>
internal static class RouteParser
{
    /// <summary>
    /// A route for each contract, and the types that stand for several. A contract that has a route of its own takes that one also as one of several.
    /// </summary>
    /// <param name="declaring">The class that declares the exchange or queue.</param>
    /// <param name="attribute">The attributes that say so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static (EquatableArray<RouteModel> Routes, EquatableArray<FamilyModel> Families) Parse(
        INamedTypeSymbol declaring, string attribute, CancellationToken cancellationToken)
    {
        // Of a contract that is misspelt the compiler says so where it is written; emitted code would say it again, many times and first.
        AttributeReader[] all = [.. declaring.Attributes(attribute).Where(static publishes => publishes.TypeArgument?.IsInError() != true)];
        List<RouteModel> routes = [];
        List<FamilyModel> families = [];
        Dictionary<string, RouteModel> own = [];
        RouteModel[] declaredRoutes = [.. all.Select(static publishes => Route(publishes, publishes.TypeArgument))];
        foreach (RouteModel route in declaredRoutes)
        {
            if (!own.ContainsKey(route.Message.TypeName))
            {
                own.Add(route.Message.TypeName, route);
            }
        }

        foreach ((AttributeReader publishes, RouteModel route) in all.Zip(declaredRoutes, static (publishes, route) => (publishes, route)))
        {
            IReadOnlyList<INamedTypeSymbol> derived = publishes.TypeArgument is ITypeSymbol contract
                ? ContractFamilies.DerivedFrom(contract, declaring.ContainingAssembly, cancellationToken)
                : [];
            if (derived.Count == 0)
            {
                routes.Add(route);
                continue;
            }

            List<RouteModel> members = [];
            foreach (INamedTypeSymbol type in derived)
            {
                RouteModel member = own.TryGetValue(type.EmittedName(), out RouteModel? declared) ? declared : Route(publishes, type);
                members.Add(member);
                if (declared is null)
                {
                    routes.Add(member);
                }
            }

            // A base that is a contract itself, and no abstract one, is the last of them.
            if (publishes.TypeArgument is ITypeSymbol itself && ContractFamilies.Travels(itself))
            {
                members.Add(route);
                routes.Add(route);
            }

            families.Add(new FamilyModel(route.Message, route.Key.Text, members.ToEquatableArray()));
        }

        return (routes.ToEquatableArray(), families.ToEquatableArray());
    }

    /// <summary>What a <c>[Publishes]</c> says of a contract, which is the one that it names or derives from that.</summary>
    public static RouteModel Route(AttributeReader publishes, ITypeSymbol? contract) => new(
        contract is null ? new MessageModel("object", "object", null, 1, MessageFormat.Json, false) : MessageParser.Parse(contract),
        KeyTemplateParser.Parse(publishes.Strings.FirstOrDefault() ?? "", contract),
        PublishOptionsParser.Parse(publishes, contract));
}
