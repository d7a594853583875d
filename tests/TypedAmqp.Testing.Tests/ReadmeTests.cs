using System.Text.RegularExpressions;

namespace TypedAmqp.Testing.Tests;

/// <summary>What the README of the library shows is what <see cref="ReadmeExamples"/> compiles and runs.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_example_is_run()
    {
        string run = Flatten(ReadResource("ReadmeExamples.cs"));
        string[] examples = [.. Blocks().Matches(ReadResource("README.md")).Select(static block => Flatten(block.Groups["code"].Value))];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(example, run, StringComparison.Ordinal));
    }

    // Without indentation and empty lines.
    private static string Flatten(string code) =>
        string.Join('\n', code.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));

    private static string ReadResource(string name)
    {
        using Stream stream = typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
