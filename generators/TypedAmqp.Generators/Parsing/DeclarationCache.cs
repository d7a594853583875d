using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// What was read from the types of a compilation, kept for the next one: after an edit only those types are asked that depend on what was edited.
/// What is kept holds no symbol and no syntax.
/// </summary>
/// <typeparam name="T">What is read; it compares by value.</typeparam>
/// <param name="isAsked">Which types are asked.</param>
/// <param name="read">Asks one; null if it says nothing.</param>
/// <param name="seesGenerated">Whether the answer depends on what the generator has written, as long as that lags behind in an editor.</param>
internal sealed class DeclarationCache<T>(
    Func<DeclaredType, bool> isAsked, Func<INamedTypeSymbol, CancellationToken, T?> read, bool seesGenerated = false)
    where T : class
{
    private const int Kept = 8;

    private readonly object _gate = new();
    private readonly List<Reading> _last = [];

    /// <summary>What the types say, in the order of their first places.</summary>
    public IReadOnlyList<(DeclaredType Type, T Value)> Of(Compilation compilation, CancellationToken cancellationToken)
    {
        DeclaredAssembly assembly = DeclaredAssembly.Of(compilation, cancellationToken);
        Fingerprint environment = seesGenerated ? assembly.Generated : assembly.Environment;
        Reading? before;
        lock (_gate)
        {
            before = _last.Find(reading => reading.Environment == environment);
        }

        Reading now = new(environment, assembly.Names, new Dictionary<string, (DeclaredPart, T[])>(StringComparer.Ordinal));
        List<(DeclaredType, T)> found = [];
        foreach (IGrouping<string, DeclaredType> places in assembly.Types.Where(isAsked).GroupBy(static type => type.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeclaredPart part = places.First().Part;
            T[] values = before is not null
                && before.Values.TryGetValue(places.Key, out (DeclaredPart Part, T[] Values) known)
                && before.Names.Closure(known.Part) == assembly.Names.Closure(part)
                    ? known.Values
                    : [.. Symbols(compilation, places, cancellationToken).Select(symbol => read(symbol, cancellationToken)).OfType<T>()];
            now.Values.Add(places.Key, (part, values));
            found.AddRange(values.Select(value => (assembly.First[places.Key], value)));
        }

        lock (_gate)
        {
            _last.RemoveAll(reading => reading.Environment == environment);
            _last.Insert(0, now);
            if (_last.Count > Kept)
            {
                _last.RemoveAt(Kept);
            }
        }

        return found;
    }

    /// <summary>One for all places; several where a class and an interface have one name, as they may while someone types.</summary>
    private static IEnumerable<INamedTypeSymbol> Symbols(
        Compilation compilation, IEnumerable<DeclaredType> places, CancellationToken cancellationToken)
    {
        List<INamedTypeSymbol> symbols = [];
        foreach (DeclaredType place in places)
        {
            if (place.Symbol(compilation, cancellationToken) is INamedTypeSymbol symbol && !symbols.Contains(symbol, SymbolEqualityComparer.Default))
            {
                symbols.Add(symbol);
            }
        }

        return symbols;
    }

    private sealed record Reading(Fingerprint Environment, DeclaredNames Names, Dictionary<string, (DeclaredPart Part, T[] Values)> Values);
}
