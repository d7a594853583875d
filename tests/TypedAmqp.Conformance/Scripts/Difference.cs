namespace TypedAmqp.Conformance.Scripts;

/// <summary>Two transcripts side by side.</summary>
public static class Difference
{
    /// <summary>Lines of both as they are; before lines that only one has, who has it: <c>-</c> what was expected, <c>+</c> what came.</summary>
    public static string Describe(IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        // Longest common subsequences of the rests.
        int[,] common = new int[expected.Count + 1, actual.Count + 1];
        for (int i = expected.Count - 1; i >= 0; i--)
        {
            for (int j = actual.Count - 1; j >= 0; j--)
            {
                common[i, j] = expected[i] == actual[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        List<string> lines = [];
        int left = 0;
        int right = 0;
        while (left < expected.Count || right < actual.Count)
        {
            if (left < expected.Count && right < actual.Count && expected[left] == actual[right])
            {
                lines.Add($"  {expected[left++]}");
                right++;
            }
            else if (right == actual.Count || (left < expected.Count && common[left + 1, right] >= common[left, right + 1]))
            {
                lines.Add($"- {expected[left++]}");
            }
            else
            {
                lines.Add($"+ {actual[right++]}");
            }
        }

        return string.Join('\n', lines);
    }
}
