namespace TypedAmqp.Tool.Tests;

/// <summary>What <c>--help</c> shows of every command.</summary>
public sealed class HelpTests
{
    [Fact]
    public async Task Every_command_has_a_summary_and_an_example() => await AssertAsync([]);

    private static async Task AssertAsync(string[] command)
    {
        CommandResult help = await CommandResult.RunAsync([.. command, "--help"]);
        Assert.Equal(0, help.ExitCode);
        string[] lines = [.. help.Output];
        Assert.NotEqual("", lines[Array.IndexOf(lines, "Description:") + 1].Trim());
        string path = string.Join(' ', ["typedamqp", .. command]);
        Assert.StartsWith($"  {path} ", lines[Array.IndexOf(lines, "Usage:") + 1], StringComparison.Ordinal);
        int commands = Array.IndexOf(lines, "Commands:");
        if (commands < 0)
        {
            Assert.StartsWith("  " + path, lines[Array.IndexOf(lines, "Examples:") + 1], StringComparison.Ordinal);
            return;
        }

        IEnumerable<string> names = lines[(commands + 1)..].TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        await Task.WhenAll(names.Select(name => AssertAsync([.. command, name])));
    }
}
