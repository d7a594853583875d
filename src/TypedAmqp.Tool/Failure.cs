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
        string[] commands =
            [.. line.CommandResult.Command.Subcommands.Where(static command => !command.Hidden).Select(static command => command.Name)];
        string known = commands.Length == 0 ? "" : $" '{Path(line.CommandResult)}' is followed by {OneOf(commands)}.";
        return Unknown(line) is string unknown ? $"'{unknown}' is no command or option here.{Meant(unknown, line.CommandResult.Command)}{known}"
            : commands.Length > 0 && line.CommandResult.Command.Action is null ? $"A command is missing.{known}"
            : MissingArgument(line.CommandResult) is string argument ? $"'{Path(line.CommandResult)}' lacks its argument {argument}."
            : line.Errors[0].Message;
    }

    // A misspelt option may have been taken for an argument, and what follows it for what is too much.
    private static string? Unknown(ParseResult line) => line.UnmatchedTokens.Count == 0 ? null
        : line.Tokens.FirstOrDefault(static token => token.Type == TokenType.Argument
            && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value ?? line.UnmatchedTokens[0];

    private static string? MissingArgument(CommandResult command) =>
        command.Command.Arguments.FirstOrDefault(argument => !argument.HasDefaultValue
            && argument.Arity.MinimumNumberOfValues > 0
            && command.GetResult(argument) is null or { Tokens.Count: 0 })?.Name;

    /// <summary>The option or command that differs from a word in no more than two letters; nothing where there is none.</summary>
    private static string Meant(string unknown, Command command)
    {
        string[] near =
        [
            .. command.Options.Where(static option => !option.Hidden).Select(static option => option.Name)
                .Concat(command.Subcommands.Select(static other => other.Name))
                .Where(name => Distance(name, unknown) <= Math.Min(2, name.Length / 4)),
        ];
        return near.Length == 0 ? "" : $" Did you mean {OneOf(near)}?";
    }

    /// <summary>How many letters must be put in, left out or changed to make one word of the other.</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int left = 1; left <= one.Length; left++)
        {
            int diagonal = row[0]++;
            for (int right = 1; right <= other.Length; right++)
            {
                int changed = diagonal + (one[left - 1] == other[right - 1] ? 0 : 1);
                diagonal = row[right];
                row[right] = Math.Min(changed, Math.Min(row[right], row[right - 1]) + 1);
            }
        }

        return row[^1];
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
        catch (DirectoryNotFoundException fault)
        {
            return Report($"{fault.Message} Make the folder first, or name a file in another one.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // They name the file.
            return Report($"{fault.Message} Name a file that this user may read and write.");
        }
    }
}
