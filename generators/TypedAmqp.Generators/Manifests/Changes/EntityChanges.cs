using TypedAmqp.Generators.Analyzers;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests.Changes;

/// <summary>Exchanges, queues, bindings and keys that differ from what is on the broker since the release: TAMQP704 to 707.</summary>
internal static class EntityChanges
{
    public static IEnumerable<Change> Between(Manifest released, Manifest current)
    {
        Dictionary<string, string> before = Names(released);
        Dictionary<string, string> after = Names(current);
        foreach ((QueueModel was, QueueModel now) in ManifestComparer.Both(
            ManifestComparer.Declared(released), ManifestComparer.Declared(current), static queue => queue.Name))
        {
            if (Difference.All(now, was).ToArray() is { Length: > 0 } differences)
            {
                yield return Different(ReleaseRules.QueueChanged, now.Type, now.Name, differences);
            }

            foreach (Change change in Bindings(Bound(was.Bindings, before), Bound(now.Bindings, after), now.Type, now.Name))
            {
                yield return change;
            }
        }

        foreach ((ExchangeModel was, ExchangeModel now) in ManifestComparer.Both(
            ManifestComparer.Own(released), ManifestComparer.Own(current), static exchange => exchange.Name))
        {
            if (Difference.All(now, was).ToArray() is { Length: > 0 } differences)
            {
                yield return Different(ReleaseRules.ExchangeChanged, now.Type, now.Name, differences);
            }

            foreach (Change change in Bindings(Bound(was.Bindings, before), Bound(now.Bindings, after), now.Type, now.Name).Concat(Keys(was, now)))
            {
                yield return change;
            }
        }
    }

    private static Dictionary<string, string> Names(Manifest manifest) => manifest.Exchanges
        .GroupBy(static exchange => exchange.Type.FullName, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, static group => group.First().Name, StringComparer.Ordinal);

    private static IEnumerable<(string Exchange, string Key, EquatableArray<ArgumentModel> Arguments)> Bound(
        IEnumerable<BindingModel> bindings, Dictionary<string, string> names) => bindings
        .Where(binding => names.ContainsKey(binding.Exchange))
        .SelectMany(binding => binding.Keys.Select(key => (names[binding.Exchange], key, binding.Arguments)));

    private static IEnumerable<Change> Bindings(
        IEnumerable<(string Exchange, string Key, EquatableArray<ArgumentModel> Arguments)> before,
        IEnumerable<(string Exchange, string Key, EquatableArray<ArgumentModel> Arguments)> after,
        TypeModel type,
        string name) => before.Except(after).Select(gone => new Change(
            ReleaseRules.BindingRemoved, type.FullName, ChangePlace.EntityName, null, [name, gone.Exchange, gone.Key]));

    private static IEnumerable<Change> Keys(ExchangeModel was, ExchangeModel now)
    {
        foreach (IGrouping<string, RouteModel> routes in now.Routes.GroupBy(static route => Contract(route)))
        {
            string[] before = [.. was.Routes.Where(route => Contract(route) == routes.Key).Select(static route => route.Key.Text)];
            string[] after = [.. routes.Select(static route => route.Key.Text)];
            if (before.Except(after).FirstOrDefault() is string gone)
            {
                yield return new Change(
                    ReleaseRules.KeyChanged, now.Type.FullName, ChangePlace.Key, routes.First().Message.TypeName,
                    [routes.First().Message.Name, now.Name, gone, after.Except(before).FirstOrDefault() ?? after[0]]);
            }
        }
    }

    private static string Contract(RouteModel route) => route.Message.WireName ?? route.Message.TypeName;

    private static Change Different(Microsoft.CodeAnalysis.DiagnosticDescriptor rule, TypeModel type, string name, Difference[] differences) =>
        new(rule, type.FullName, ChangePlace.EntityName, null, [name, string.Join(", ", differences.Select(InWords))]);

    private static string InWords(Difference difference) => $"{difference.Property} ({difference.There} before, {difference.Here} now)";
}
