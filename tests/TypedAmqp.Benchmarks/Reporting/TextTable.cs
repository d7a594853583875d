namespace TypedAmqp.Benchmarks.Reporting;

/// <summary>A table of text: the first column to the left, the others to the right.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    /// <summary>Adds a row, with a cell for each column.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes the table to standard output.</summary>
    public void Print(string title)
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => _rows.Max(row => row[column].Length))];
        Console.WriteLine();
        Console.WriteLine(title);
        Print(header, widths);
        Console.WriteLine(string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (string[] row in _rows.Skip(1))
        {
            Print(row, widths);
        }
    }

    private static void Print(string[] row, int[] widths) =>
        Console.WriteLine(
            string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
}
