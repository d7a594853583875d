using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>Decides what keys and bindings have in common.</summary>
internal static class KeyAlgebra
{
    /// <summary>How many combinations of states a question may visit before it stays unanswered: far beyond what people write.</summary>
    private const int MaximumSteps = 20_000;

    /// <summary>Whether some key of the template matches the pattern.</summary>
    public static bool CanMatch(WordAutomaton template, WordAutomaton pattern)
    {
        HashSet<(int, int)> seen = [];
        Stack<(int Template, int Pattern)> open = new();
        Add(WordAutomaton.Start, WordAutomaton.Start);
        HashSet<string>? literals = null;
        while (open.Count > 0)
        {
            (int from, int at) = open.Pop();
            if (from == template.End && at == pattern.End)
            {
                return true;
            }

            foreach ((WordSet words, int to) in template.Steps(from))
            {
                foreach ((WordSet accepted, int next) in pattern.Steps(at))
                {
                    if (accepted.Single is string word ? words.Contains(word) : accepted == WordSet.All ? !words.IsEmpty : Overlap(words))
                    {
                        Add(to, next);
                    }
                }
            }
        }

        return false;

        bool Overlap(WordSet words)
        {
            literals ??= [.. pattern.Literals];
            return words.Sample(literals) is not null || literals.Any(words.Contains);
        }

        void Add(int from, int at)
        {
            foreach (int state in template.Closure(from))
            {
                foreach (int other in pattern.Closure(at))
                {
                    if (seen.Add((state, other)))
                    {
                        open.Push((state, other));
                    }
                }
            }
        }
    }

    /// <summary>
    /// A shortest key of the template that none of the patterns matches; null when they match every one (or when the question is too big to answer).
    /// Words are told apart by the literals in play; all others are as one.
    /// </summary>
    public static string? FindUncovered(WordAutomaton template, IReadOnlyList<WordAutomaton> patterns, CancellationToken cancellationToken = default)
    {
        HashSet<string> literals = [.. template.Literals, .. patterns.SelectMany(static pattern => pattern.Literals)];
        HashSet<(int State, EquatableArray<int> Reached)> seen = [];
        Queue<(int State, EquatableArray<int> Reached, string[] Words)> open = new();
        PatternSet all = new(patterns);
        Add(WordAutomaton.Start, all.Start, []);
        while (open.Count > 0 && seen.Count < MaximumSteps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int state, EquatableArray<int> reached, string[] words) = open.Dequeue();
            if (state == template.End && !all.Accepts(reached))
            {
                return string.Join(".", words);
            }

            foreach ((WordSet step, int target) in template.Steps(state))
            {
                foreach (string literal in literals.Where(step.Contains).OrderBy(static literal => literal, StringComparer.Ordinal))
                {
                    Add(target, all.Step(reached, literal), [.. words, literal]);
                }

                if (step.Sample(literals) is string other)
                {
                    Add(target, all.Step(reached, other), [.. words, other]);
                }
            }
        }

        return null;

        void Add(int from, EquatableArray<int> reached, string[] words)
        {
            if (all.TakesAllFrom(reached))
            {
                return;
            }

            foreach (int state in template.Closure(from))
            {
                if (seen.Add((state, reached)))
                {
                    open.Enqueue((state, reached, words));
                }
            }
        }
    }
}
