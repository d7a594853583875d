using System.Runtime.CompilerServices;
using TypedAmqp.CodeFixes;
using TypedAmqp.Generators.Manifests.Changes;

namespace TypedAmqp.Generators.Tests.CommandLine;

/// <summary>
/// Programs on disk, all built by one <c>dotnet build</c> with the SDK's own compiler: what a person at a command line sees of each.
/// </summary>
internal sealed class BuiltPrograms : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-build-");
    private readonly List<string> _names = [];

    public BuiltPrograms()
    {
        DirectoryInfo lib = _folder.CreateSubdirectory("lib");
        foreach (string file in (string[])[typeof(ExchangeAttribute).Assembly.Location, typeof(Protocol.FieldTable).Assembly.Location,
            typeof(TopologyGenerator).Assembly.Location, typeof(RemedyFix).Assembly.Location])
        {
            File.Copy(file, Path.Combine(lib.FullName, Path.GetFileName(file)));
        }

        // What the package brings along for MSBuild.
        foreach (string file in Directory.GetFiles(Path.Combine(Repository(), "src", "TypedAmqp", "build")))
        {
            File.Copy(file, Path.Combine(lib.FullName, Path.GetFileName(file)));
        }

        // Nothing of this repository's settings.
        File.WriteAllText(Path.Combine(_folder.FullName, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(_folder.FullName, "Directory.Packages.props"), "<Project />");
    }

    /// <summary>Writes a program.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Its only file.</param>
    /// <param name="released">The source of the release that its lock file holds; null for none.</param>
    /// <param name="references">The programs that it refers to.</param>
    public void Add(string name, string source, string? released = null, params string[] references) =>
        AddFor("", name, source, released, references);

    /// <summary>Writes a program for a version of the broker: what it says of <c>TypedAmqpBrokerVersion</c>.</summary>
    public void AddFor(string brokerVersion, string name, string source, string? released = null, params string[] references)
    {
        string folder = _folder.CreateSubdirectory(name).FullName;
        _names.Add(name);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), source);
        if (released is not null)
        {
            File.WriteAllText(Path.Combine(folder, LockFile.Name), SourceComments.Lock(released));
        }

        string projects = string.Concat(references.Select(static reference => $"<ProjectReference Include=\"../{reference}/{reference}.csproj\" />"));
        File.WriteAllText(Path.Combine(folder, name + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <EnableNETAnalyzers>false</EnableNETAnalyzers>
                <TypedAmqpBrokerVersion>{brokerVersion}</TypedAmqpBrokerVersion>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="../lib/TypedAmqp.dll" />
                <Reference Include="../lib/TypedAmqp.Protocol.dll" />
                <Analyzer Include="../lib/TypedAmqp.Generators.dll" />
                <AdditionalFiles Include="{LockFile.Name}" Condition="Exists('{LockFile.Name}')" />
                <Using Include="TypedAmqp" />
                {projects}
              </ItemGroup>
              <Import Project="../lib/TypedAmqp.props" />
              <Import Project="../lib/TypedAmqp.targets" />
            </Project>
            """);
    }

    /// <summary>The errors and warnings of each program, without folders: <c>Program.cs(1,2): error CS0535: ...</c>.</summary>
    public async Task<ILookup<string, string>> BuildAsync()
    {
        string solution = string.Concat(_names.Select(static name => $"<Project Path=\"{name}/{name}.csproj\" />"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "All.slnx"), $"<Solution>{solution}</Solution>");

        // No servers that outlive the test.
        (_, string output) = await Sdk.RunAsync(_folder.FullName, "build All.slnx --nologo -v q -nodeReuse:false -p:UseSharedCompilation=false");
        return Sdk.Problems(output, _folder.FullName).ToLookup(
            static line => line.Split(Path.DirectorySeparatorChar)[0], static line => line[(line.IndexOf(Path.DirectorySeparatorChar) + 1)..]);
    }

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    public void Dispose() => _folder.Delete(recursive: true);
}
