namespace TypedAmqp.Peers;

/// <summary>
/// Programs that not every machine has. A test that needs one is skipped where it is missing; where
/// <c>TYPEDAMQP_REQUIRE_PEERS</c> is <c>1</c>, that is an error instead, so that a complete run cannot pass by skipping.
/// </summary>
public static class Peer
{
    /// <summary>Whether a missing peer is an error.</summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable("TYPEDAMQP_REQUIRE_PEERS") == "1";

    /// <summary>Stops the test: it needs what is not there.</summary>
    /// <exception cref="PeerMissingException">The test is to be skipped.</exception>
    /// <exception cref="InvalidOperationException">The peer is required on this run.</exception>
    public static Exception Missing(string reason) =>
        IsRequired ? new InvalidOperationException(reason + " (and TYPEDAMQP_REQUIRE_PEERS is set)") : new PeerMissingException(reason);

    /// <summary>The full path of a program: the first of the given places, or of those on the PATH, that has it.</summary>
    public static string? Find(string program, params ReadOnlySpan<string> folders)
    {
        foreach (string folder in folders)
        {
            if (File.Exists(Path.Combine(folder, program)))
            {
                return Path.Combine(folder, program);
            }
        }

        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return path.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }
}
