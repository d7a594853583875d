namespace TypedAmqp.Peers;

/// <summary>A Python program of a folder, run by Debian's Python, to which the AMQP libraries belong.</summary>
public static class PythonProgram
{
    private static readonly Lazy<string?> Problem = new(FindProblem);

    /// <summary>Starts a program; it finds the broker's URI in the environment variable <c>AMQP_URI</c>.</summary>
    /// <exception cref="PeerMissingException">Python or one of its AMQP libraries is not installed.</exception>
    public static ChildProcess Start(string path, string uri, params IEnumerable<string> arguments)
    {
        if (Problem.Value is { } problem)
        {
            throw Peer.Missing(problem);
        }

        return ChildProcess.Start(Python!, [path, .. arguments], new Dictionary<string, string>
        {
            ["AMQP_URI"] = uri,
            ["PYTHONUNBUFFERED"] = "1",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        });
    }

    private static string? Python => Peer.Find("python3", "/usr/bin");

    private static string? FindProblem()
    {
        const string Remedy = "(Debian: python3-pika, python3-amqp, python3-kombu, python3-celery, python3-aio-pika)";
        if (Python is null)
        {
            return $"Python is not installed {Remedy}";
        }

        const string Probe = "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ('pika', 'amqp', 'kombu', 'celery', 'aio_pika'))))";
        using System.Diagnostics.Process probe = System.Diagnostics.Process.Start(Python, ["-c", Probe]);
        probe.WaitForExit();
        return probe.ExitCode == 0 ? null : $"Python lacks one of its AMQP libraries {Remedy}";
    }
}
