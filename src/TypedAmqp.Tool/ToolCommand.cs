using System.CommandLine;

namespace TypedAmqp.Tool;

/// <summary>A command with examples, which its help shows.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">What a person would write after <c>typedamqp</c>.</param>
internal sealed class ToolCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>What its exit codes mean, where there are others than 0, it is done, and 1, it is not and standard error says why.</summary>
    public IReadOnlyList<string> ExitCodes { get; init; } = [];
}
