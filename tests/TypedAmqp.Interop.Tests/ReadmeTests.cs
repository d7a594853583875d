using System.Text.RegularExpressions;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The commands that the README shows do what it says. Projects are built already: what <c>dotnet run</c> would start is started.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("typedamqp-readme-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Every_command_works()
    {
        Queue<Command> commands = new(Commands());

        Assert.Equal("QuickStart", commands.Peek().Project);
        Assert.Contains("two latte are 7.60", await OutputAsync(commands.Dequeue()), StringComparison.Ordinal);

        // From the assembly that was built with these tests, and to a place that is not the source.
        Command topologyLock = commands.Dequeue();
        Assert.Equal("samples/QuickStart/QuickStart.csproj", topologyLock.Arguments[^1]);
        string lockFile = Path.Combine(AppContext.BaseDirectory, "readme.lock.json");
        string assembly = Path.Combine(AppContext.BaseDirectory, "QuickStart.dll");
        await OutputAsync(topologyLock with { Arguments = [.. topologyLock.Arguments.SkipLast(1), "--file", lockFile, assembly] });
        Assert.Contains("latte", await File.ReadAllTextAsync(lockFile), StringComparison.Ordinal);

        // What is written is right is for others to test; that the command is, here.
        foreach (string part in new[] { "\"vhosts\"", "\"asyncapi\": \"3.0.0\"", "flowchart LR", "<svg " })
        {
            Command export = commands.Dequeue();
            Assert.Equal("samples/QuickStart/QuickStart.csproj", export.Arguments[^1]);
            Assert.Contains(
                part, await OutputAsync(export with { Arguments = [.. export.Arguments.SkipLast(1), assembly] }), StringComparison.Ordinal);
        }

        // Its ports may be taken on this machine: any free ones do. It has a data folder for what comes later.
        string data = Path.Combine(_root, "data");
        Command broker = commands.Dequeue();
        Assert.Equal("TypedAmqp.Tool", broker.Project);
        await using ChildProcess running = Start(broker with { Arguments =
            [.. broker.Arguments.Select(argument => argument.Replace(":5672", ":0").Replace(":15672", ":0")), "--data", data] });
        string ready = await running.WaitForLineAsync(line => line.StartsWith("ready ", StringComparison.Ordinal));
        string authority = Authority().Match(ready).Value;

        Assert.Equal("TypedAmqp.Tool", commands.Peek().Project);
        await OutputAsync(commands.Dequeue().At(authority));

        string copy = Path.Combine(_root, "copy");
        Command backup = commands.Dequeue();
        Assert.Equal(["store", "backup", "data", "copy"], backup.Arguments);
        Assert.Contains(copy, await OutputAsync(backup with { Arguments = ["store", "backup", data, copy] }), StringComparison.Ordinal);
        Command check = commands.Dequeue();
        Assert.Equal(["store", "check", "copy"], check.Arguments);
        Assert.Contains("all is well", await OutputAsync(check with { Arguments = ["store", "check", copy] }), StringComparison.Ordinal);

        Assert.Contains("[.] Got 832040", await OutputAsync(commands.Dequeue()), StringComparison.Ordinal);
        Assert.Contains("[*.critical]", await OutputAsync(commands.Dequeue().At(authority)), StringComparison.Ordinal);
        Assert.Empty(commands);
    }

    private static IEnumerable<Command> Commands() =>
        from Match match in CommandLines().Matches(File.ReadAllText(Path.Combine(Root(), "README.md")))
        select new Command(match.Groups["project"].Value, match.Groups["arguments"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder!, "TypedAmqp.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder!;
    }

    private static ChildProcess Start(Command command) => ChildProcess.Start(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, command.Project + ".dll"), .. command.Arguments],
        new Dictionary<string, string> { ["NO_COLOR"] = "1" });

    private static async Task<string> OutputAsync(Command command)
    {
        await using ChildProcess program = Start(command);
        return await PythonPrograms.OutputAsync(program);
    }

    [GeneratedRegex(@"^dotnet run --project \S*/(?<project>[\w.]+) -c Release(?: -- (?<arguments>.*))?$", RegexOptions.Multiline)]
    private static partial Regex CommandLines();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Authority();

    private sealed record Command(string Project, IReadOnlyList<string> Arguments)
    {
        public Command At(string authority) =>
            this with { Arguments = [.. Arguments.Select(argument => argument.Replace("127.0.0.1:5672", authority))] };
    }
}
