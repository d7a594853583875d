namespace TypedAmqp.Conformance.Scripts;

/// <summary>
/// A text file of named sections: <c>== name</c>, then lines. A name may come again. Lines that begin with <c>#</c> are for people.
/// </summary>
public static class Sections
{
    private const string Mark = "== ";

    /// <summary>Reads a file; one that is not there has no sections.</summary>
    public static List<(string Name, List<string> Lines)> Read(string path)
    {
        List<(string Name, List<string> Lines)> sections = [];
        if (!File.Exists(path))
        {
            return sections;
        }

        List<string> lines = [];
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                lines = [];
                sections.Add((line[Mark.Length..], lines));
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                lines.Add(line);
            }
        }

        return sections;
    }

    /// <summary>Writes a file.</summary>
    public static void Write(string path, IEnumerable<(string Name, IReadOnlyList<string> Lines)> sections) =>
        File.WriteAllText(path, string.Join(
            '\n', sections.Select(static section => $"{Mark}{section.Name}\n{string.Concat(section.Lines.Select(static line => line + "\n"))}")));
}
