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
        (await CommandResult.RunAsync("topology", "export", "svg", Assembly, "--topology", "other")).AssertFailure($"'{Assembly}' declares no topology 'other', but 'shop'.");
        (await CommandResult.RunAsync("topology", "export", "svg", Assembly, "--check"))
            .AssertFailure("'--check' compares with a file: name it with '--output'. See 'typedamqp topology export svg --help'.");
        (await CommandResult.RunAsync("topology", "import", "none.json")).AssertFailure("There is no file 'none.json', nor does it begin with http.");
        (await CommandResult.RunAsync("topology", "export", "pdf", Assembly)).AssertFailure(
            "'pdf' is no command or option here. 'typedamqp topology export' is followed by definitions, asyncapi, mermaid or svg. See 'typedamqp topology export --help'.");
        string project = Path.Combine(_folder.FullName, "nope.csproj");
        (await CommandResult.RunAsync("topology", "export", "svg", project)).AssertFailure($"There is no project '{project}'.");
        CommandResult nobody = await CommandResult.RunAsync("topology", "diff", Assembly, "--management", "http://127.0.0.1:1");
        Assert.Equal(1, nobody.ExitCode);
        Assert.StartsWith("typedamqp: The management API at http://127.0.0.1:1/api/ cannot be reached", Assert.Single(nobody.Errors), StringComparison.Ordinal);
    }
}
