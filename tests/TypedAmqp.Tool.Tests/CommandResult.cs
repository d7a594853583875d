using TypedAmqp.Peers;

namespace TypedAmqp.Tool.Tests;

/// <summary>What a command printed, and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)
{
    /// <summary>Runs the command to its end.</summary>
    public static async Task<CommandResult> RunAsync(params IEnumerable<string> arguments)
    {
        await using ChildProcess process = TypedAmqpProcess.Run(arguments);
        int exitCode = await process.WaitForExitAsync();
        return new CommandResult(exitCode, process.Output, process.Errors);
    }

    /// <summary>It failed with this sentence and nothing else.</summary>
    public void AssertFailure(string sentence)
    {
        Assert.Equal([$"typedamqp: {sentence}"], Errors);
        Assert.Empty(Output);
        Assert.Equal(1, ExitCode);
    }
}
