using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>Several binding patterns followed at once: the states that some of them have reached, as one sorted list.</summary>
internal sealed class PatternSet
{
    private readonly IReadOnlyList<WordAutomaton> _patterns;
    private readonly int _stride;

    public PatternSet(IReadOnlyList<WordAutomaton> patterns)
    {
        _patterns = patterns;
        _stride = patterns.Count == 0 ? 1 : patterns.Max(static pattern => pattern.End) + 1;
        Start = Sorted(Enumerable.Range(0, patterns.Count).SelectMany(index => States(index, WordAutomaton.Start)));
    }

    public EquatableArray<int> Start { get; }

    public bool Accepts(EquatableArray<int> reached) => reached.Any(state => _patterns[state / _stride].End == state % _stride);

    /// <summary>Whether one of the patterns is at its end and takes whatever follows: it ends in <c>#</c>.</summary>
    public bool TakesAllFrom(EquatableArray<int> reached) => reached.Any(state =>
    {
        WordAutomaton pattern = _patterns[state / _stride];
        int local = state % _stride;
        return local == pattern.End && pattern.Steps(local).Any(step => step.Target == local && step.Words == WordSet.All);
    });

    public EquatableArray<int> Step(EquatableArray<int> reached, string word) => Sorted(
        from state in reached
        let index = state / _stride
        from step in _patterns[index].Steps(state % _stride)
        where step.Words.Contains(word)
        from next in States(index, step.Target)
        select next);

    private IEnumerable<int> States(int index, int state) => _patterns[index].Closure(state).Select(reached => (index * _stride) + reached);

    private static EquatableArray<int> Sorted(IEnumerable<int> states) => states.Distinct().OrderBy(static state => state).ToEquatableArray();
}
