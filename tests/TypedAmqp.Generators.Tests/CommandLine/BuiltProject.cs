using System.Diagnostics;

namespace TypedAmqp.Generators.Tests.CommandLine;

/// <summary>A project on disk, built with the SDK's own compiler: what a person at a command line sees.</summary>
internal sealed class BuiltProject : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-build-");

    /// <summary>The errors and warnings, without folders and project: <c>Program.cs(1,2): error CS0535: ...</c>.</summary>
    public async Task<IReadOnlyList<string>> BuildAsync(string source)
    {
        string runtime = CopyOf(typeof(ExchangeAttribute));
        string protocol = CopyOf(typeof(Protocol.FieldTable));
        string generators = CopyOf(typeof(Model.KeyTemplate));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Program.cs"), source);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{runtime}" />
                <Reference Include="{protocol}" />
                <Analyzer Include="{generators}" />
                <Using Include="TypedAmqp" />
              </ItemGroup>
            </Project>
            """);

        // Neither servers that outlive the test nor settings of this repository.
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Directory.Build.props"), "<Project />");
        ProcessStartInfo start = new("dotnet", "build --nologo -v q -nodeReuse:false -p:UseSharedCompilation=false")
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using Process build = Process.Start(start)!;
        Task<string> errors = build.StandardError.ReadToEndAsync();
        string output = await build.StandardOutput.ReadToEndAsync() + await errors;
        await build.WaitForExitAsync();
        return
        [
            .. output.Split('\n')
                .Where(static line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains(": warning ", StringComparison.Ordinal))
                .Select(line => line.Trim().Replace(_folder.FullName + Path.DirectorySeparatorChar, ""))
                .Select(static line => line.EndsWith(".csproj]", StringComparison.Ordinal) ? line[..line.LastIndexOf(" [", StringComparison.Ordinal)] : line)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string CopyOf(Type type)
    {
        string copy = Path.Combine(_folder.CreateSubdirectory("lib").FullName, Path.GetFileName(type.Assembly.Location));
        File.Copy(type.Assembly.Location, copy);
        return copy;
    }
}
