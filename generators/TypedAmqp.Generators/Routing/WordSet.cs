namespace TypedAmqp.Generators.Routing;

/// <summary>The words that one step of an automaton takes. A word is what stands between two dots of a routing key; it may be empty.</summary>
internal abstract class WordSet
{
    /// <summary>Every word: <c>*</c> in a binding.</summary>
    public static WordSet All { get; } = new AnyWord();

    public static WordSet Of(string word) => new OneWord(word);

    /// <summary>The only word in it; null when there are several.</summary>
    public virtual string? Single => null;

    /// <summary>Whether there is no word in it.</summary>
    public virtual bool IsEmpty => false;

    public abstract bool Contains(string word);

    /// <summary>A word in it that is none of these; null when there is none.</summary>
    public abstract string? Sample(ISet<string> except);

    private sealed class OneWord(string word) : WordSet
    {
        public override string Single => word;

        public override bool Contains(string other) => other == word;

        public override string? Sample(ISet<string> except) => except.Contains(word) ? null : word;
    }

    private sealed class AnyWord : WordSet
    {
        public override bool Contains(string word) => true;

        public override string Sample(ISet<string> except) => WordSamples.Text("x").First(sample => !except.Contains(sample));
    }
}
