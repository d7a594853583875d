namespace TypedAmqp.Generators.Routing;

/// <summary>Binding keys as automata, as RabbitMQ reads them.</summary>
internal static class BindingPattern
{
    /// <summary>A topic exchange's: <c>*</c> is one word, <c>#</c> any number of words.</summary>
    public static WordAutomaton Topic(string key) => Build(key, wildcards: true);

    /// <summary>A direct exchange's: the key itself.</summary>
    public static WordAutomaton Direct(string key) => Build(key, wildcards: false);

    /// <summary>The words of a key. The empty key has none; any other has one more than dots.</summary>
    public static string[] Split(string key) => key.Length == 0 ? [] : key.Split('.');

    private static WordAutomaton Build(string key, bool wildcards)
    {
        WordAutomaton automaton = new() { Name = (wildcards ? "topic " : "direct ") + key };
        int state = WordAutomaton.Start;
        foreach (string word in Split(key))
        {
            int next = automaton.AddState();
            if (wildcards && word == "#")
            {
                automaton.AddSilent(state, next);
                automaton.AddStep(next, WordSet.All, next);
            }
            else
            {
                automaton.AddStep(state, wildcards && word == "*" ? WordSet.All : WordSet.Of(word), next);
            }

            state = next;
        }

        automaton.End = state;
        return automaton;
    }
}
