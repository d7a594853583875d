using System.CommandLine;

namespace TypedAmqp.Tool.Brokers;

/// <summary>
/// A file of options, one a line, as <c>rabbitmq.conf</c> has its settings: <c>listen = 127.0.0.1:5672</c> for <c>--listen 127.0.0.1:5672</c>. What
/// is on the command line takes the place of what the file says by the same name.
/// </summary>
internal static class ConfigFile
{
    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option { get; } = new("--config")
    {
        Description =
            "A file of options, one a line: 'listen = 127.0.0.1:5672' for '--listen 127.0.0.1:5672'. What is on the command line comes before it.",
        HelpName = "FILE",
    };

    /// <summary>Puts the options of the file, where one is named, behind those of the command line.</summary>
    /// <param name="command">The command, whose options the file may have.</param>
    /// <param name="arguments">The command line.</param>
    /// <exception cref="FormatException">The file cannot be read; the message is one sentence.</exception>
    public static string[] Expand(Command command, string[] arguments)
    {
        int index = Array.IndexOf(arguments, Option.Name);
        if (arguments is [] || arguments[0] != command.Name || index < 0 || index + 1 == arguments.Length)
        {
            return arguments;
        }

        string path = arguments[index + 1];
        string[] known =
        [
            .. command.Options.Where(static option => !option.Hidden && option != Option).Select(static option => option.Name)
                .Where(static name => name.StartsWith("--", StringComparison.Ordinal)),
        ];
        List<string> all = [.. arguments];
        int number = 0;
        foreach (string line in Read(path))
        {
            number++;
            if (line.AsSpan().Trim() is [] or ['#', ..])
            {
                continue;
            }

            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            string name = "--" + parts[0];
            if (parts.Length < 2 || !known.Contains(name))
            {
                throw new FormatException(
                    $"{path}, line {number}: '{line.Trim()}' is none of {string.Join(", ", known.Select(static option => option[2..]))} with '=' and a value.");
            }

            if (!arguments.Contains(name))
            {
                all.AddRange([name, parts[1]]);
            }
        }

        return [.. all];
    }

    private static string[] Read(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"--config {path} cannot be read: {exception.Message}", exception);
        }
    }
}
