using System.Runtime.CompilerServices;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>
/// Compares text with a file beside the test, by the conventions of Verify: <c>Class.Method#part.verified.cs</c> is what is expected, and on a
/// mismatch <c>.received.cs</c> is what came. To accept it, rename it.
/// </summary>
internal static class Snapshot
{
    public static void Verify(IReadOnlyDictionary<string, string> parts, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        string prefix = $"{Path.GetFileNameWithoutExtension(file)}.{method}#";
        string folder = Path.GetDirectoryName(file)!;
        string[] mismatches = [.. parts.Where(part => !Matches(Path.Combine(folder, prefix + part.Key), part.Value)).Select(static part => part.Key)];
        string[] left = [.. Directory.GetFiles(folder, prefix + "*.verified.cs")
            .Select(path => Path.GetFileName(path)[prefix.Length..^".verified.cs".Length])
            .Except(parts.Keys)];
        Assert.True(mismatches.Length == 0, $"Not as verified: {string.Join(", ", mismatches)}. See the .received.cs files in {folder}.");
        Assert.True(left.Length == 0, $"Verified, but not emitted any more: {string.Join(", ", left)}.");
    }

    private static bool Matches(string path, string text)
    {
        string received = path + ".received.cs";
        string verified = path + ".verified.cs";
        string actual = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (File.Exists(verified) && File.ReadAllText(verified).Replace("\r\n", "\n", StringComparison.Ordinal) == actual)
        {
            File.Delete(received);
            return true;
        }

        File.WriteAllText(received, actual);
        return false;
    }
}
