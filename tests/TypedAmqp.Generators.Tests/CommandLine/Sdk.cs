using System.Diagnostics;

namespace TypedAmqp.Generators.Tests.CommandLine;

/// <summary>The <c>dotnet</c> command as a person runs it, in a folder of its own.</summary>
internal static class Sdk
{
    /// <summary>Runs it and gives back what it prints.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, string arguments, string program = "dotnet")
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>The errors and warnings in what a build prints, without folder and project: <c>Program.cs(1,2): error CS0535: ...</c>.</summary>
    public static IReadOnlyList<string> Problems(string output, string folder) =>
    [
        .. output.Split('\n')
            .Where(static line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains(": warning ", StringComparison.Ordinal))
            .Select(line => line.Trim().Replace(folder + Path.DirectorySeparatorChar, ""))
            .Select(static line => line.EndsWith(".csproj]", StringComparison.Ordinal)
                ? line[..line.LastIndexOf(" [", StringComparison.Ordinal)]
                : line)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
