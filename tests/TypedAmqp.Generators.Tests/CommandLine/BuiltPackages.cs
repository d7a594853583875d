using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace TypedAmqp.Generators.Tests.CommandLine;

/// <summary>The packages, made by the README's command from what was built with these tests.</summary>
public sealed partial class BuiltPackages : IAsyncLifetime
{
    /// <summary>Holds <c>packages</c>, and what a test makes of them.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("typedamqp-package-");

    /// <summary>A version of its own: what is restored once stays in the machine's folder of packages, and would be taken from there.</summary>
    public string Version { get; } = "0.1.0-test" + Guid.NewGuid().ToString("n")[..12];

    public async Task InitializeAsync()
    {
        string pack = Command("pack").Replace("-c Release -o packages", $"-c {Configuration} -o \"{Folder.FullName}/packages\"");
        (int exitCode, string output) = await Sdk.RunAsync(Repository(), $"{pack} --no-build --nologo -v q -p:Version={Version}");
        Assert.True(exitCode == 0, output);
        Assert.Empty(Sdk.Problems(output, Repository()));
    }

    public Task DisposeAsync()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string restored in (string[])["typedamqp", "typedamqp.protocol"])
        {
            DirectoryInfo folder = new(Path.Combine(packages, restored, Version));
            if (folder.Exists)
            {
                folder.Delete(recursive: true);
            }
        }

        Folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The arguments of the README's one command that begins like this.</summary>
    public static string Command(string verb) => Assert.Single(
        Commands().Matches(File.ReadAllText(Path.Combine(Repository(), "README.md"))).Select(static match => match.Groups["arguments"].Value),
        arguments => arguments.StartsWith(verb + ' ', StringComparison.Ordinal));

    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    [GeneratedRegex(@"^dotnet (?<arguments>(pack|tool install) .*)$", RegexOptions.Multiline)]
    private static partial Regex Commands();
}
