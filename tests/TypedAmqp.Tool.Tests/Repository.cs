namespace TypedAmqp.Tool.Tests;

/// <summary>What projects in tests refer to, as a package would bring it.</summary>
internal static class Repository
{
    /// <summary>The elements that refer to the library and its generator.</summary>
    public static string References => $"""
        <Reference Include="{typeof(QueueAttribute).Assembly.Location}" />
        <Analyzer Include="{PathTo("generators", "TypedAmqp.Generators", "bin", Configuration, "netstandard2.0", "TypedAmqp.Generators.dll")}" />
        """;

    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    /// <summary>A file of the package's build folder.</summary>
    public static string Build(string file) => PathTo("src", "TypedAmqp", "build", file);

    private static string PathTo(params string[] path) =>
        Path.GetFullPath(Path.Combine([AppContext.BaseDirectory, "..", "..", "..", "..", "..", .. path]));
}
