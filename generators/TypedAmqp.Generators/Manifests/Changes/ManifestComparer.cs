using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests.Changes;

/// <summary>What changed since a release, as far as somebody else may rely on it.</summary>
internal static class ManifestComparer
{
    /// <param name="released">The manifest in the lock file.</param>
    /// <param name="current">The manifest of what is declared now.</param>
    public static IReadOnlyList<Change> Compare(Manifest released, Manifest current) =>
        [.. ContractChanges.Between(released, current), .. EntityChanges.Between(released, current)];

    /// <summary>The things that are in both, by name.</summary>
    public static IEnumerable<(T Before, T After)> Both<T>(IEnumerable<T> before, IEnumerable<T> after, Func<T, string> nameOf)
    {
        Dictionary<string, T> known = [];
        foreach (T item in before)
        {
            known[nameOf(item)] = item;
        }

        foreach (T item in after)
        {
            if (known.TryGetValue(nameOf(item), out T? earlier))
            {
                yield return (earlier, item);
            }
        }
    }

    /// <summary>The last part of a type's name for emitted code, as people say it.</summary>
    public static string Short(string type) => type.Substring(type.LastIndexOf('.') + 1).Replace("global::", "");

    /// <summary>The exchanges that an assembly declares itself.</summary>
    public static IEnumerable<ExchangeModel> Own(Manifest manifest) =>
        manifest.Exchanges.Where(exchange => exchange.Type.AssemblyName == manifest.Assembly && !exchange.External);

    /// <summary>The queues that an assembly declares, those that the broker names left out.</summary>
    public static IEnumerable<QueueModel> Declared(Manifest manifest) =>
        manifest.Queues.Where(static queue => queue is { External: false, Name.Length: > 0 });
}
