using System.Diagnostics;
using System.Text.Json;

namespace TypedAmqp.Tool.Tests;

/// <summary><c>typedamqp topology lock</c>: from an assembly that is not loaded, and from a project that is built.</summary>
public sealed class TopologyLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-lock-");

    private string Lock => Path.Combine(_folder.FullName, "topology.lock.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_is_written_once_and_then_checked()
    {
        string assembly = typeof(Shop.ShopTopology).Assembly.Location;
        CommandResult missing = await CommandResult.RunAsync("topology", "lock", assembly, "--file", Lock);
        Assert.Equal(1, missing.ExitCode);
        Assert.Equal([$"typedamqp: {Lock} is missing: run 'typedamqp topology lock --update'."], missing.Errors);
        Assert.Equal([$"{Lock} is not there yet: everything in it is new."], missing.Output);
        Assert.False(File.Exists(Lock));

        CommandResult written = await CommandResult.RunAsync("topology", "lock", assembly, "--update", "--file", Lock);
        Assert.Equal(0, written.ExitCode);
        Assert.Equal($"{Lock} written.", written.Output[^1]);
        using (JsonDocument file = JsonDocument.Parse(await File.ReadAllTextAsync(Lock)))
        {
            Assert.Equal(1, file.RootElement.GetProperty("format").GetInt32());
            Assert.Equal("shop", file.RootElement.GetProperty("manifest").GetProperty("topology").GetString());
        }

        CommandResult checkedAgain = await CommandResult.RunAsync("topology", "lock", assembly, "--check", "--file", Lock);
        Assert.Equal(0, checkedAgain.ExitCode);
        Assert.Equal([$"{Lock} is what is declared."], checkedAgain.Output);

        // Line ends of another system are the same; another queue is not.
        await File.WriteAllTextAsync(Lock, (await File.ReadAllTextAsync(Lock)).Replace("\n", "\r\n"));
        Assert.Equal(0, (await CommandResult.RunAsync("topology", "lock", assembly, "--check", "--file", Lock)).ExitCode);
        await File.WriteAllTextAsync(Lock, (await File.ReadAllTextAsync(Lock)).Replace("\"name\": \"billing\"", "\"name\": \"invoices\""));
        CommandResult stale = await CommandResult.RunAsync("topology", "lock", assembly, "--check", "--file", Lock);
        Assert.Equal(1, stale.ExitCode);
        Assert.Equal(["queue 'billing' is new", "queue 'invoices' is gone"], stale.Output);

        // A file that a merge left half done is said to be none, and is written anew.
        await File.WriteAllTextAsync(Lock, "<<<<<<< HEAD");
        CommandResult none = await CommandResult.RunAsync("topology", "lock", assembly, "--update", "--file", Lock);
        Assert.Equal(0, none.ExitCode);
        Assert.StartsWith("The file cannot be compared: it is no lock file.", none.Output[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_manifest_is_said_to_have_none()
    {
        string plain = typeof(TopologyLockTests).Assembly.Location;
        (await CommandResult.RunAsync("topology", "lock", plain)).AssertFailure(
            $"'{plain}' declares nothing: it has no exchange, queue, service or contract of TypedAmqp."
                + " It references TypedAmqp.Shop, which declares 'shop': name that.");
        string missing = Path.Combine(_folder.FullName, "missing.dll");
        (await CommandResult.RunAsync("topology", "lock", missing)).AssertFailure(
            $"There is no '{missing}': name an assembly, a project or its folder.");
        (await CommandResult.RunAsync("topology", "lock", _folder.FullName)).AssertFailure(
            $"The folder '{_folder.FullName}' has no project, or several: name one.");
        string text = Path.Combine(_folder.FullName, "text.dll");
        await File.WriteAllTextAsync(text, "no assembly");
        CommandResult none = await CommandResult.RunAsync("topology", "lock", text);
        Assert.Equal(1, none.ExitCode);
        Assert.StartsWith($"typedamqp: '{text}' is no assembly that can be read:", Assert.Single(none.Errors));
    }

    [Fact]
    public async Task The_compiler_compares_with_it_and_a_project_that_it_forbids_is_still_built_for_the_next()
    {
        string source = Path.Combine(_folder.FullName, "Queues.cs");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Directory.Build.props"), "<Project />");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Queues.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{Repository.Build("TypedAmqp.props")}" />
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{Repository.References}</ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Topology.cs"), "[assembly: TypedAmqp.Topology(\"queues\")]");
        await File.WriteAllTextAsync(source, "using TypedAmqp; [Queue(\"billing\")] public partial class Billing;");
        CommandResult first = await CommandResult.RunAsync("topology", "lock", _folder.FullName, "--update");
        Assert.True(first.ExitCode == 0, string.Join('\n', first.Errors));

        await File.WriteAllTextAsync(source, "using TypedAmqp; [Queue(\"billing\", MessageTtl = 5)] public partial class Billing;");
        Assert.Contains(
            "Queues.cs(1,25): error TAMQP704: The queue 'billing' was released with another argument 'x-message-ttl' (none before, 5 now)",
            await BuildAsync());

        CommandResult second = await CommandResult.RunAsync("topology", "lock", _folder.FullName, "--update");
        Assert.True(second.ExitCode == 0, string.Join('\n', second.Errors));
        Assert.DoesNotContain("TAMQP", await BuildAsync());
    }

    private async Task<string> BuildAsync()
    {
        using Process build = Process.Start(new ProcessStartInfo(
            "dotnet", "build --nologo -v q --no-restore -nodeReuse:false") { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true })!;
        string output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return output;
    }
}
