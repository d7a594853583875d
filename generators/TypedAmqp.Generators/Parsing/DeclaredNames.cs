namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// What the types of an assembly depend on, by names alone: those that a type mentions, those that these mention, and so on; and where a type is
/// mentioned, those that derive from it, which may be published in its place. It holds no syntax.
/// </summary>
internal sealed class DeclaredNames
{
    private readonly DeclaredPart[] _parts;
    private readonly Dictionary<DeclaredPart, int> _numbers = [];
    private readonly Dictionary<string, List<int>> _declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _derived = new(StringComparer.Ordinal);
    private readonly Fingerprint?[] _closures;
    private readonly int[] _seen;
    private readonly HashSet<string> _seenBases = new(StringComparer.Ordinal);
    private readonly Stack<int> _open = new();
    private int _round;

    /// <param name="parts">The parts, in the order of files.</param>
    public DeclaredNames(IEnumerable<DeclaredPart> parts)
    {
        _parts = [.. parts];
        _closures = new Fingerprint?[_parts.Length];
        _seen = new int[_parts.Length];
        for (int number = 0; number < _parts.Length; number++)
        {
            _numbers[_parts[number]] = number;
            Enter(_declared, _parts[number].Declared, number);
            Enter(_derived, _parts[number].Bases, number);
        }
    }

    /// <summary>Whether a type of this name is declared somewhere.</summary>
    public bool Declares(string name) => _declared.ContainsKey(name);

    /// <summary>The same for two versions of a part that depend on the same.</summary>
    public Fingerprint Closure(DeclaredPart part)
    {
        int number = _numbers[part];
        lock (_parts)
        {
            return _closures[number] ??= Compute(number);
        }
    }

    private static void Enter(Dictionary<string, List<int>> index, string[] names, int number)
    {
        foreach (string name in names)
        {
            if (!index.TryGetValue(name, out List<int>? numbers))
            {
                index.Add(name, numbers = []);
            }

            numbers.Add(number);
        }
    }

    private Fingerprint Compute(int start)
    {
        _round++;
        _seenBases.Clear();
        List<int> found = [];
        Push([start]);
        while (_open.Count > 0)
        {
            int number = _open.Pop();
            found.Add(number);
            DeclaredPart part = _parts[number];
            PushDeclared(part.Declared);
            PushDeclared(part.Bases);
            PushDeclared(part.Mentioned);
            foreach (string name in part.Mentioned)
            {
                PushDerived(name);
            }
        }

        // The order of files is that of attributes on the parts of a type.
        found.Sort();
        Fingerprint closure = _parts[start].Fingerprint;
        foreach (int number in found)
        {
            closure = closure.With(_parts[number].Fingerprint);
        }

        return closure;
    }

    private void PushDeclared(string[] names)
    {
        foreach (string name in names)
        {
            if (_declared.TryGetValue(name, out List<int>? numbers))
            {
                Push(numbers);
            }
        }
    }

    private void PushDerived(string name)
    {
        if (_derived.TryGetValue(name, out List<int>? numbers) && _seenBases.Add(name))
        {
            Push(numbers);
            foreach (int number in numbers)
            {
                foreach (string derived in _parts[number].Declared)
                {
                    PushDerived(derived);
                }
            }
        }
    }

    private void Push(List<int> numbers)
    {
        foreach (int number in numbers)
        {
            if (_seen[number] != _round)
            {
                _seen[number] = _round;
                _open.Push(number);
            }
        }
    }
}
