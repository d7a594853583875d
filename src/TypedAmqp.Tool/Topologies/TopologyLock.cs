using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary>Writes or checks a project's <c>topology.lock.json</c>.</summary>
internal static class TopologyLock
{
    private const string FileName = "topology.lock.json";

    /// <returns>The exit code: zero when the lock file is, or now is, what is declared.</returns>
    /// <exception cref="InvalidDataException">The assembly cannot be read; the message is a sentence.</exception>
    public static async Task<int> RunAsync(FileSystemInfo target, bool update, FileInfo? file, CancellationToken cancellationToken)
    {
        TopologySource source = await TopologySource.FindAsync(target, cancellationToken);
        string path = file?.FullName ?? Path.Combine(source.Folder, FileName);
        string right = LockText.Create(AssemblyManifest.Read(source.Assembly));
        string? present = File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellationToken)).ReplaceLineEndings("\n") : null;
        if (present == right)
        {
            Console.WriteLine($"{path} is what is declared.");
            return 0;
        }

        Console.WriteLine(present is null
            ? $"{path} is not there yet: everything in it is new."
            : string.Join(Environment.NewLine, LockText.Difference(present, right)));
        if (!update)
        {
            return Failure.Report($"{path} is {(present is null ? "missing" : "stale")}: run 'typedamqp topology lock --update'.");
        }

        await File.WriteAllTextAsync(path, right, cancellationToken);
        Console.WriteLine($"{path} written.");
        return 0;
    }
}
