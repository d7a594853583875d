using System.CommandLine;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary>An assembly that declares a topology, as a command line names it: itself, or the project that it is built from.</summary>
/// <param name="Assembly">The assembly's path.</param>
/// <param name="Folder">The folder of its project; the current one for an assembly.</param>
internal sealed record TopologySource(string Assembly, string Folder)
{
    /// <summary>The argument that names it.</summary>
    public static Argument<FileSystemInfo> CreateArgument() => new("ASSEMBLY|PROJECT")
    {
        Description = "An assembly, or a project (or its folder), which is then built.",
    };

    /// <summary>Finds the assembly; a project is built.</summary>
    /// <exception cref="InvalidDataException">There is none; the message is a sentence.</exception>
    public static async Task<TopologySource> FindAsync(FileSystemInfo target, CancellationToken cancellationToken)
    {
        if (BuiltProject.IsProject(target))
        {
            FileInfo project = BuiltProject.Find(target) ?? throw new InvalidDataException(target is FileInfo
                ? $"There is no project '{target.FullName}'."
                : $"The folder '{target.FullName}' has no project, or several: name one.");
            string built = await BuiltProject.BuildAsync(project, cancellationToken)
                ?? throw new InvalidDataException($"'{project.FullName}' does not build.");
            return new TopologySource(built, project.DirectoryName!);
        }

        return target.Exists
            ? new TopologySource(target.FullName, Environment.CurrentDirectory)
            : throw new InvalidDataException($"There is no '{target.FullName}': name an assembly, a project or its folder.");
    }

    /// <summary>The topology of that name, or the only one.</summary>
    /// <exception cref="InvalidDataException">There is none, or there are several and none is named; the message is a sentence.</exception>
    public TopologyModel Read(string? name)
    {
        IReadOnlyList<TopologyModel> all = TopologyModel.Read(AssemblyManifest.Read(Assembly));
        string names = string.Join(", ", all.Select(static topology => $"'{topology.Name}'"));
        return name is null
            ? all.Count == 1 ? all[0] : throw new InvalidDataException($"'{Assembly}' declares {names}: say which with '--topology'.")
            : all.FirstOrDefault(topology => topology.Name == name)
                ?? throw new InvalidDataException($"'{Assembly}' declares no topology '{name}', but {names}.");
    }
}
