using System.CommandLine;
using System.CommandLine.Parsing;

namespace TypedAmqp.Tool;

/// <summary>How a command that cannot do its work ends: with one sentence on standard error, and an exit code that is not zero.</summary>
internal static class Failure
{
    /// <summary>Says what is wrong.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(string sentence)
    {
        Console.Error.WriteLine($"typedamqp: {sentence}");
        return 1;
    }

    /// <summary>What is wrong with a command line.</summary>
    public static string Sentence(ParseResult line)
    {
        // A misspelt command is reported as a missing one first, which says nothing of the word that is wrong.
        string[] commands = [.. line.CommandResult.Command.Subcommands.Where(static command => !command.Hidden).Select(static command => command.Name)];
        string known = commands.Length == 0 ? "" : $" '{Path(line.CommandResult)}' is followed by {OneOf(commands)}.";
        return line.UnmatchedTokens is [string unknown, ..] ? $"'{unknown}' is no command or option here.{known}"
            : commands.Length > 0 && line.CommandResult.Command.Action is null ? $"A command is missing.{known}"
            : line.Errors[0].Message;
    }

    private static string OneOf(string[] words) => words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}";

    /// <summary>A command as it is written.</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult outer ? $"{Path(outer)} {command.Command.Name}" : command.Command.Name;

    /// <summary>Runs a command, and says what was wrong with what it was given.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> ReportedAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (InvalidDataException fault)
        {
            return Report(fault.Message);
        }
    }
}
