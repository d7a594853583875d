using System.Globalization;

namespace TypedAmqp.Tool.Tests;

/// <summary>The command around what the library writes: files, checks, and what is said when something is wrong.</summary>
public sealed class TopologyExportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-export-");

    private static string Assembly => typeof(Shop.ShopTopology).Assembly.Location;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Definitions_are_written_checked_and_imported_again()
    {
        string file = Path.Combine(_folder.FullName, "definitions.json");
        (await CommandResult.RunAsync("topology", "export", "definitions", Assembly, "--output", file, "--check"))
            .AssertFailure($"{file} is missing: run the command without '--check', and commit the file.");
        Assert.Equal(0, (await CommandResult.RunAsync("topology", "export", "definitions", Assembly, "--output", file)).ExitCode);
        Assert.Equal(0, (await CommandResult.RunAsync("topology", "export", "definitions", Assembly, "--output", file, "--check")).ExitCode);

        CommandResult imported = await CommandResult.RunAsync("topology", "import", file, "--namespace", "Again");
        Assert.Equal(0, imported.ExitCode);
        Assert.Contains("namespace Again;", imported.Output);
        Assert.Contains("[Queue(\"billing\", QueueType.Quorum, DeliveryLimit = 5, MessageTtl = 2 * Duration.Hour)]", imported.Output);
    }

    [Fact]
    public async Task A_diagram_in_Markdown_has_its_fence()
    {
        string file = Path.Combine(_folder.FullName, "topology.md");
        Assert.Equal(0, (await CommandResult.RunAsync("topology", "export", "mermaid", Assembly, "--output", file)).ExitCode);
        string[] lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(["```mermaid", "flowchart LR"], lines[..2]);
        Assert.Equal("```", lines[^1]);
        Assert.Equal(0, (await CommandResult.RunAsync("topology", "export", "mermaid", Assembly, "--output", file, "--check")).ExitCode);
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        (await CommandResult.RunAsync("topology", "export", "svg", Assembly, "--topology", "other")).AssertFailure(
            $"'{Assembly}' declares no topology 'other', but 'shop'.");
        (await CommandResult.RunAsync("topology", "export", "svg", Assembly, "--check"))
            .AssertFailure("'--check' compares with a file: name it with '--output'. See 'typedamqp topology export svg --help'.");
        (await CommandResult.RunAsync("topology", "import", "none.json")).AssertFailure("There is no file 'none.json', nor does it begin with http.");
        (await CommandResult.RunAsync("topology", "export", "pdf", Assembly)).AssertFailure(
            "'pdf' is no command or option here. 'typedamqp topology export' is followed by definitions, asyncapi, mermaid or svg. See 'typedamqp topology export --help'.");
        string project = Path.Combine(_folder.FullName, "nope.csproj");
        (await CommandResult.RunAsync("topology", "export", "svg", project)).AssertFailure($"There is no project '{project}'.");
        string nowhere = Path.Combine(_folder.FullName, "nope", "x.json");
        string[] written = ["export definitions {0} --output {1}", "lock {0} --update --file {1}"];
        foreach (string line in written)
        {
            CommandResult failed = await CommandResult.RunAsync(
                ["topology", .. string.Format(CultureInfo.InvariantCulture, line, Assembly, nowhere).Split(' ')]);
            Assert.Equal(
                (1, $"typedamqp: Could not find a part of the path '{nowhere}'. Make the folder first, or name a file in another one."),
                (failed.ExitCode, Assert.Single(failed.Errors)));
        }

        (await CommandResult.RunAsync("topology", "export", "definitions", Assembly, "--output", _folder.FullName))
            .AssertFailure($"Access to the path '{_folder.FullName}' is denied. Name a file that this user may read and write.");
        (await CommandResult.RunAsync("topology", "diff")).AssertFailure(
            "'typedamqp topology diff' lacks its argument ASSEMBLY|PROJECT. See 'typedamqp topology diff --help'.");
        (await CommandResult.RunAsync("topology", "diff", "--managment", "http://localhost", Assembly))
            .AssertFailure("'--managment' is no command or option here. Did you mean --management? See 'typedamqp topology diff --help'.");
        CommandResult nobody = await CommandResult.RunAsync("topology", "diff", Assembly, "--management", "http://127.0.0.1:1");
        Assert.Equal(1, nobody.ExitCode);
        Assert.StartsWith(
            "typedamqp: The management API at http://127.0.0.1:1/api/ cannot be reached", Assert.Single(nobody.Errors), StringComparison.Ordinal);
    }
}
