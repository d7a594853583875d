using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>
/// What a key template matches, as far as it has been asked. A template that no edit touched is the same object from one topology to the next, so
/// that each question is answered once. Analyzers ask from several threads at once.
/// </summary>
internal sealed class TemplateMatches
{
    private static readonly ConditionalWeakTable<KeyTemplate, TemplateMatches> Known = new();

    private readonly ConcurrentDictionary<string, bool> _bindings = new(concurrencyLevel: 1, capacity: 7, comparer: StringComparer.Ordinal);

    private TemplateMatches(KeyTemplate template) => Words = TemplateWords.Build(template);

    /// <summary>The keys that it can become.</summary>
    public WordAutomaton Words { get; }

    public static TemplateMatches Of(KeyTemplate template) => Known.GetValue(template, static template => new TemplateMatches(template));

    /// <summary>Whether some key of the template matches a pattern.</summary>
    public bool Matches(WordAutomaton pattern)
    {
        if (pattern.Name is not string name)
        {
            return KeyAlgebra.CanMatch(Words, pattern);
        }

        return _bindings.TryGetValue(name, out bool matches) ? matches : _bindings[name] = KeyAlgebra.CanMatch(Words, pattern);
    }
}
