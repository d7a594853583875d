namespace TypedAmqp.Fuzzing.Input;

/// <summary>Octets that other implementations encoded, by name; see Golden/make_golden.py beside the protocol's tests.</summary>
internal static class Golden
{
    /// <summary>The payload of a method frame, by the name of the method.</summary>
    public static IReadOnlyDictionary<string, byte[]> Methods { get; } = Load("methods.golden");

    /// <summary>Property flags and lists: all, none, and each property alone.</summary>
    public static IReadOnlyDictionary<string, byte[]> Properties { get; } = Load("properties.golden");

    /// <summary>A table with every type in it.</summary>
    public static byte[] Table { get; } = Load("table.golden")["table"];

    private static Dictionary<string, byte[]> Load(string name)
    {
        using Stream stream = typeof(Golden).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' '))
            .ToDictionary(static words => words[0], static words => Convert.FromHexString(words[1]), StringComparer.Ordinal);
    }
}
