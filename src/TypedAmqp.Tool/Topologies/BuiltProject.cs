using System.Diagnostics;

namespace TypedAmqp.Tool.Topologies;

/// <summary>A project, and the assembly that it is built to.</summary>
internal static class BuiltProject
{
    public static bool IsProject(FileSystemInfo target) => target is DirectoryInfo || target.Extension is ".csproj";

    /// <summary>The project itself, or the only one in a folder.</summary>
    public static FileInfo? Find(FileSystemInfo target)
    {
        if (target is FileInfo file)
        {
            return file.Exists ? file : null;
        }

        FileInfo[] projects = target.Exists ? ((DirectoryInfo)target).GetFiles("*.csproj") : [];
        return projects.Length == 1 ? projects[0] : null;
    }

    /// <summary>
    /// Builds it without its lock file: a change that the lock file forbids would keep the very assembly from being built from which the new one is
    /// written.
    /// </summary>
    /// <returns>The assembly; null when it does not build, after the reasons were written to standard error.</returns>
    public static async Task<string?> BuildAsync(FileInfo project, CancellationToken cancellationToken)
    {
        (int exitCode, string output) = await RunAsync(
            ["build", project.FullName, "--nologo", "-v", "q", "-p:TypedAmqpTopologyLock=false"], cancellationToken);
        if (exitCode != 0)
        {
            await Console.Error.WriteAsync(output);
            return null;
        }

        (exitCode, output) = await RunAsync(["msbuild", project.FullName, "-nologo", "-getProperty:TargetPath"], cancellationToken);
        return exitCode == 0 ? output.Trim() : null;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using Process dotnet = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The dotnet command does not start.");
        string output = await dotnet.StandardOutput.ReadToEndAsync(cancellationToken);
        await dotnet.WaitForExitAsync(cancellationToken);
        return (dotnet.ExitCode, output);
    }
}
