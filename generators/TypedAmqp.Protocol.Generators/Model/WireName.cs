namespace TypedAmqp.Protocol.Generators.Model;

/// <summary>Names of the specification (<c>get-ok</c>) as names of C# (<c>GetOk</c>).</summary>
internal static class WireName
{
    public static string ToPascalCase(string name) =>
        string.Concat(name.Split('-').Select(static word => char.ToUpperInvariant(word[0]) + word.Substring(1)));

    /// <summary>Whether this is a name of the specification: lower-case words and digits, joined by hyphens.</summary>
    public static bool IsValid(string name) =>
        name.Length > 0
        && name[0] is >= 'a' and <= 'z'
        && name.Split('-').All(static word => word.Length > 0 && word.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9')));
}
