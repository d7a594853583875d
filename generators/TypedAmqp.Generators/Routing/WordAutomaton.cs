namespace TypedAmqp.Generators.Routing;

/// <summary>
/// A set of routing keys as a nondeterministic automaton over words. A key template and a binding pattern are both one:
/// whether a key can match, or whether every key is caught, are then questions about two of them.
/// </summary>
internal sealed class WordAutomaton
{
    private readonly List<List<(WordSet Words, int Target)>> _steps = [];
    private readonly List<List<int>> _silent = [];

    public const int Start = 0;

    public WordAutomaton() => AddState();

    public int End { get; set; }

    /// <summary>What it was made of, if automata of one name are the same; else null.</summary>
    public string? Name { get; init; }

    public int AddState()
    {
        _steps.Add([]);
        _silent.Add([]);
        return _steps.Count - 1;
    }

    public void AddStep(int from, WordSet words, int to) => _steps[from].Add((words, to));

    /// <summary>A step that takes no word.</summary>
    public void AddSilent(int from, int to) => _silent[from].Add(to);

    public List<(WordSet Words, int Target)> Steps(int state) => _steps[state];

    /// <summary>The words that stand in it literally.</summary>
    public IEnumerable<string> Literals => _steps.SelectMany(static steps => steps).Select(static step => step.Words.Single).OfType<string>();

    /// <summary>The state and all that silent steps reach from it.</summary>
    public IReadOnlyCollection<int> Closure(int state)
    {
        if (_silent[state].Count == 0)
        {
            return [state];
        }

        HashSet<int> seen = [state];
        Stack<int> open = new(seen);
        while (open.Count > 0)
        {
            foreach (int next in _silent[open.Pop()])
            {
                if (seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return seen;
    }
}
