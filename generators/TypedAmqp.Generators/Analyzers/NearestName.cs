namespace TypedAmqp.Generators.Analyzers;

/// <summary>Finds what somebody meant who mistyped a name.</summary>
internal static class NearestName
{
    /// <summary>The name that differs least; null when none is near: a third of its characters, or two.</summary>
    public static string? Find(string written, IEnumerable<string> names) => names
        .Distinct(StringComparer.Ordinal)
        .Select(name => (Name: name, Distance: Distance(written.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(candidate => candidate.Distance <= Math.Max(2, candidate.Name.Length / 3) && candidate.Distance < candidate.Name.Length)
        .OrderBy(static candidate => candidate.Distance)
        .ThenBy(static candidate => candidate.Name, StringComparer.Ordinal)
        .Select(static candidate => candidate.Name)
        .FirstOrDefault();

    /// <summary>Whether two names are one but for case and white space. It is asked of every pair, and so allocates nothing.</summary>
    public static bool IsNearly(string left, string right)
    {
        int other = 0;
        foreach (char character in left)
        {
            if (char.IsWhiteSpace(character))
            {
                continue;
            }

            while (other < right.Length && char.IsWhiteSpace(right[other]))
            {
                other++;
            }

            if (other == right.Length || char.ToUpperInvariant(right[other]) != char.ToUpperInvariant(character))
            {
                return false;
            }

            other++;
        }

        return right.Skip(other).All(char.IsWhiteSpace);
    }

    /// <summary>How many characters must be inserted, removed, replaced or exchanged with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        int[,] distance = new int[left.Length + 1, right.Length + 1];
        for (int row = 0; row <= left.Length; row++)
        {
            for (int column = 0; column <= right.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    distance[row, column] = row + column;
                    continue;
                }

                int replaced = distance[row - 1, column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                int best = Math.Min(replaced, Math.Min(distance[row - 1, column], distance[row, column - 1]) + 1);
                bool exchanged = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
                distance[row, column] = exchanged ? Math.Min(best, distance[row - 2, column - 2] + 1) : best;
            }
        }

        return distance[left.Length, right.Length];
    }
}
