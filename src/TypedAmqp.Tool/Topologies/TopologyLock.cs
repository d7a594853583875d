namespace TypedAmqp.Tool.Topologies;

/// <summary>Writes or checks a project's <c>topology.lock.json</c>.</summary>
internal static class TopologyLock
{
    private const string FileName = "topology.lock.json";

    /// <returns>The exit code: zero when the lock file is, or now is, what is declared.</returns>
    public static async Task<int> RunAsync(FileSystemInfo target, bool update, FileInfo? file, CancellationToken cancellationToken)
    {
        string assembly = target.FullName;
        string folder = Environment.CurrentDirectory;
        if (BuiltProject.IsProject(target))
        {
            if (BuiltProject.Find(target) is not FileInfo project)
            {
                return Failure.Report($"'{target.FullName}' has no project, or several: name one.");
            }

            if (await BuiltProject.BuildAsync(project, cancellationToken) is not string built)
            {
                return Failure.Report($"'{project.FullName}' does not build.");
            }

            assembly = built;
            folder = project.DirectoryName!;
        }
        else if (!target.Exists)
        {
            return Failure.Report($"There is no '{target.FullName}'.");
        }

        AssemblyManifest manifest;
        try
        {
            manifest = AssemblyManifest.Read(assembly);
        }
        catch (InvalidDataException fault)
        {
            return Failure.Report(fault.Message);
        }

        string path = file?.FullName ?? Path.Combine(folder, FileName);
        string right = LockText.Create(manifest);
        string? present = File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellationToken)).ReplaceLineEndings("\n") : null;
        if (present == right)
        {
            Console.WriteLine($"{path} is what is declared.");
            return 0;
        }

        foreach (string line in LockText.Difference(present ?? "", right))
        {
            Console.WriteLine(line);
        }

        if (!update)
        {
            return Failure.Report($"{path} is {(present is null ? "missing" : "stale")}: run 'typedamqp topology lock --update'.");
        }

        await File.WriteAllTextAsync(path, right, cancellationToken);
        Console.WriteLine($"{path} written.");
        return 0;
    }
}
