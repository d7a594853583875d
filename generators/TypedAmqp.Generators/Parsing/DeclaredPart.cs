namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// An outermost type of a file, with what is in it: what it says, and the names by which it can depend on others. A name may mean several types, of
/// which one is meant: it then depends on all of them, which is more than need be and never too little.
/// </summary>
internal sealed class DeclaredPart(Fingerprint fingerprint, string[] declared, string[] mentioned, string[] bases)
{
    /// <summary>The same for two versions that say the same, under the same usings.</summary>
    public Fingerprint Fingerprint => fingerprint;

    /// <summary>The names of the types that it declares.</summary>
    public string[] Declared => declared;

    /// <summary>The names in it that are not those of bases.</summary>
    public string[] Mentioned => mentioned;

    /// <summary>The names of the types that its types derive from or implement.</summary>
    public string[] Bases => bases;

    /// <summary>What is read so far of one.</summary>
    internal sealed class Builder(Fingerprint context)
    {
        private const string Attribute = "Attribute";

        private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
        private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);
        private readonly HashSet<string> _bases = new(StringComparer.Ordinal);
        private Fingerprint _fingerprint = context;

        public void Add(string text) => _fingerprint = _fingerprint.With(text);

        public void Declare(string name)
        {
            _declared.Add(name);
            if (name.EndsWith(Attribute, StringComparison.Ordinal))
            {
                // It is written without.
                _declared.Add(name.Substring(0, name.Length - Attribute.Length));
            }
        }

        public void Mention(string name) => _mentioned.Add(name);

        public void Derive(string name) => _bases.Add(name);

        /// <param name="usings">The names that aliases and static usings of the file bring in: any name in it may be one of theirs.</param>
        public DeclaredPart Build(IReadOnlyCollection<string> usings)
        {
            _mentioned.UnionWith(usings);
            if (_bases.Count > 0)
            {
                _bases.UnionWith(usings);
            }

            return new DeclaredPart(_fingerprint, [.. _declared], [.. _mentioned], [.. _bases]);
        }
    }
}
