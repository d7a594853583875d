namespace TypedAmqp.Peers;

/// <summary>
/// Packages of npm, in the folder <c>node_modules</c> of a folder with a <c>package.json</c>. Who wants them installs them; a test never fetches
/// anything.
/// </summary>
public static class NodePackage
{
    /// <summary>Runs a script that may require the packages.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="PeerMissingException">Node or the package is not installed.</exception>
    public static async Task<string> RunAsync(string folder, string package, string script, params IEnumerable<string> arguments)
    {
        string node = Peer.Find("node") ?? throw Peer.Missing("node is not installed");
        string modules = Path.Combine(folder, "node_modules");
        if (!Directory.Exists(Path.Combine(modules, package)))
        {
            throw Peer.Missing($"npm's {package} is not installed: run 'npm install' in {folder}");
        }

        await using ChildProcess process = ChildProcess.Start(
            node, ["-e", script, .. arguments], new Dictionary<string, string> { ["NODE_PATH"] = modules });
        int exitCode = await process.WaitForExitAsync();
        string output = string.Join('\n', process.Output);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"node ended with {exitCode}.\n{output}\n{string.Join('\n', process.Errors)}");
    }
}
