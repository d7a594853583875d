using System.Diagnostics;

namespace TypedAmqp.Tool.Tests;

/// <summary>The build's own properties: documents beside the output, and a build that fails where a checked-in copy is stale.</summary>
public sealed class DocumentsInTheBuildTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-documents-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Documents_are_written_checked_and_found_stale()
    {
        string assembly = typeof(Shop.ShopTopology).Assembly.Location;
        string root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Documents.proj"), $"""
            <Project>
              <Import Project="{root}/src/TypedAmqp/build/TypedAmqp.props" />
              <PropertyGroup>
                <AssemblyName>Shop</AssemblyName>
                <TargetPath>{assembly}</TargetPath>
                <TargetDir>$(MSBuildProjectDirectory)/out/</TargetDir>
                <TypedAmqpCommand>dotnet "{Path.Combine(AppContext.BaseDirectory, "TypedAmqp.Tool.dll")}"</TypedAmqpCommand>
              </PropertyGroup>
              <Import Project="{root}/src/TypedAmqp/build/TypedAmqp.targets" />
            </Project>
            """);
        (int exitCode, string output) = await BuildAsync("svg;definitions");
        Assert.True(exitCode == 0, output);
        string definitions = Path.Combine(_folder.FullName, "out", "Shop.definitions.json");
        Assert.Contains("\"billing\"", await File.ReadAllTextAsync(definitions), StringComparison.Ordinal);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "out", "Shop.svg")), StringComparison.Ordinal);

        await File.AppendAllTextAsync(definitions, " ");
        (exitCode, output) = await BuildAsync("definitions", check: true);
        Assert.Equal(1, exitCode);
        Assert.Contains($"typedamqp: {definitions} is stale", output, StringComparison.Ordinal);

        (exitCode, output) = await BuildAsync("pdf");
        Assert.Equal(1, exitCode);
        Assert.Contains("TypedAmqpDocuments names 'pdf'", output, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output)> BuildAsync(string documents, bool check = false)
    {
        ProcessStartInfo start = new("dotnet", "msbuild Documents.proj -nologo -v:m -nodeReuse:false -t:ExportTypedAmqpDocuments")
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,

            // As properties; a semicolon would end one on the command line.
            Environment = { ["TypedAmqpDocuments"] = documents, ["TypedAmqpDocumentsCheck"] = check ? "true" : "" },
        };
        using Process build = Process.Start(start)!;
        string output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, output);
    }
}
