namespace TypedAmqp.Peers;

/// <summary>A program for node, which uses the library amqplib.</summary>
public static class NodeProgram
{
    /// <summary>Starts a program; it finds the broker's URI in the environment variable <c>AMQP_URI</c>.</summary>
    /// <param name="path">The program. The library is in the folder <c>node_modules</c> beside it, where npm puts it.</param>
    /// <param name="uri">The broker.</param>
    /// <exception cref="PeerMissingException">Node or the library is not installed.</exception>
    public static ChildProcess Start(string path, string uri)
    {
        string node = Peer.Find("node") ?? throw Peer.Missing("node is not installed");
        if (!Directory.Exists(Path.Combine(Path.GetDirectoryName(path)!, "node_modules", "amqplib")))
        {
            throw Peer.Missing("node's amqplib is not installed: run 'npm install' in tests/TypedAmqp.Interop.Tests/programs/node, then build");
        }

        return ChildProcess.Start(node, [path], new Dictionary<string, string> { ["AMQP_URI"] = uri });
    }
}
