using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace TypedAmqp.Tool;

/// <summary>The help of a command, with its examples and exit codes below.</summary>
/// <param name="help">What writes the rest.</param>
internal sealed class ToolHelp(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>The option that shows it.</summary>
    public static HelpOption CreateOption()
    {
        HelpOption option = new();
        option.Action = new ToolHelp((HelpAction)option.Action!);
        return option;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            Write(output, "Examples:", command.Examples.Select(static example => "typedamqp " + example));
            Write(output, "Exit codes:", command.ExitCodes);
        }

        return exitCode;
    }

    private static void Write(TextWriter output, string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
        {
            return;
        }

        output.WriteLine(title);
        foreach (string line in all)
        {
            output.WriteLine("  " + line);
        }

        output.WriteLine();
    }
}
