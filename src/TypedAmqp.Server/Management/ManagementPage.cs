namespace TypedAmqp.Server.Management;

/// <summary>The page for people: one file, that asks the API.</summary>
internal static class ManagementPage
{
    /// <summary>The page runs what is written in it, and speaks with nobody but the broker.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";

    /// <summary>The page.</summary>
    public static byte[] Octets { get; } = Read();

    private static byte[] Read()
    {
        using Stream stream = typeof(ManagementPage).Assembly.GetManifestResourceStream("management.html")!;
        byte[] octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return octets;
    }
}
