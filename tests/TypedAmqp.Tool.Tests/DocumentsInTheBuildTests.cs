using System.Diagnostics;

namespace TypedAmqp.Tool.Tests;

/// <summary>
/// The build's own properties, in a real build of a project with two target frameworks: documents are written, checked, and found stale.
/// </summary>
public sealed class DocumentsInTheBuildTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-documents-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Documents_are_written_checked_and_found_stale()
    {
        await WriteAsync("Directory.Build.props", "<Project />");
        await WriteAsync("Firm.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{Repository.Build("TypedAmqp.props")}" />
              <PropertyGroup>
                <TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>
                <EnableWindowsTargeting>true</EnableWindowsTargeting>
                <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                <TypedAmqpCommand>dotnet "{Path.Combine(AppContext.BaseDirectory, "TypedAmqp.Tool.dll")}"</TypedAmqpCommand>
                <TypedAmqpDocumentsFolder>docs</TypedAmqpDocumentsFolder>
              </PropertyGroup>
              <ItemGroup>{Repository.References}</ItemGroup>
              <Import Project="{Repository.Build("TypedAmqp.targets")}" />
            </Project>
            """);
        await WriteAsync("Queues.cs", "using TypedAmqp; [Queue(\"billing\")] public partial class Billing;");
        (int exitCode, string output) = await BuildAsync("svg;definitions");
        Assert.True(exitCode == 0, output);
        string definitions = Path.Combine(_folder.FullName, "docs", "Firm.definitions.json");
        Assert.Contains("\"billing\"", await File.ReadAllTextAsync(definitions), StringComparison.Ordinal);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "docs", "Firm.svg")), StringComparison.Ordinal);

        // Built again, nothing is written again: whoever depends on the file is not built either.
        DateTime written = File.GetLastWriteTimeUtc(definitions);
        (exitCode, output) = await BuildAsync("svg;definitions", "--no-restore");
        Assert.True(exitCode == 0, output);
        Assert.Equal(written, File.GetLastWriteTimeUtc(definitions));

        await WriteAsync("Queues.cs", "using TypedAmqp; [Queue(\"invoices\")] public partial class Billing;");
        (exitCode, output) = await BuildAsync("definitions", "--no-restore", "-p:TypedAmqpDocumentsCheck=true");
        Assert.Equal(1, exitCode);
        Assert.Contains("Firm.definitions.json is stale: run the command without '--check', and commit the file.", output, StringComparison.Ordinal);

        (exitCode, output) = await BuildAsync("definitions;svg", "--no-restore", "-p:TypedAmqpCommand=no-such-command");
        Assert.Equal(1, exitCode);
        string error = Assert.Single(output.Split('\n').Where(static line => line.Contains(": error ", StringComparison.Ordinal)).Distinct());
        Assert.Contains(
            "TypedAmqpDocuments is written by the command 'no-such-command', and there is none: 'dotnet tool install --global TypedAmqp.Tool' installs it",
            error, StringComparison.Ordinal);

        (exitCode, output) = await BuildAsync("pdf", "--no-restore");
        Assert.Equal(1, exitCode);
        Assert.Contains("TypedAmqpDocuments names 'pdf'", output, StringComparison.Ordinal);
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), text);

    private async Task<(int ExitCode, string Output)> BuildAsync(string documents, params string[] options)
    {
        ProcessStartInfo start = new("dotnet", ["build", "--nologo", "-v:q", "-nodeReuse:false", .. options])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,

            // As a property; a semicolon would end one on the command line.
            Environment = { ["TypedAmqpDocuments"] = documents },
        };
        using Process build = Process.Start(start)!;
        string output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, output);
    }
}
