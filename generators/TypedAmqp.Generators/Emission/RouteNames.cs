using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The names that a route has in its publisher.</summary>
/// <param name="Stem">Begins the names of its private members, as <c>OrderPlaced</c>.</param>
/// <param name="Contract">Begins the names of what the routes of one contract share.</param>
/// <param name="Suffix">
/// Distinguishes its methods: empty, or for a second route of one contract what its key says, so that <c>PublishAsync</c> is the first declared.
/// </param>
internal sealed record RouteNames(string Stem, string Contract, string Suffix)
{
    public string Route => Stem + "Route";

    public string WriteKey => $"Write{Stem}Key";

    public string WriteHeaders => $"Write{Contract}Headers";

    public static IReadOnlyList<RouteNames> Of(EquatableArray<RouteModel> routes)
    {
        HashSet<string> stems = new(StringComparer.Ordinal);
        Dictionary<string, string> contracts = new(StringComparer.Ordinal);
        HashSet<string> suffixes = new(StringComparer.Ordinal);
        List<RouteNames> names = [];
        foreach (RouteModel route in routes)
        {
            string stem = Identifiers.Unique(Identifiers.Pascal(route.Message.Name, "Message"), stems);
            bool first = !contracts.TryGetValue(route.Message.TypeName, out string? contract);
            contracts[route.Message.TypeName] = contract ??= stem;
            string suffix = first ? "" : "As" + Identifiers.Unique(Identifiers.Pascal(route.Key.Text, "EmptyKey"), suffixes);
            names.Add(new RouteNames(stem, contract, suffix));
        }

        return names;
    }
}
