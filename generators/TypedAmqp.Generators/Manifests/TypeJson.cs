using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>
/// A declaring type in the manifest: its name alone where it is public and of the manifest's own assembly. Whoever refers to it needs no more.
/// </summary>
internal static class TypeJson
{
    private const string Name = "type";
    private const string Accessibility = "accessibility";
    private const string Assembly = "assembly";
    private const string Public = "public";

    public static object Write(TypeModel type)
    {
        if (type is { Accessibility: Public, AssemblyName: "" })
        {
            return type.FullName;
        }

        SortedDictionary<string, object?> members = JsonText.Members();
        members.Add(Name, type.FullName);
        if (type.Accessibility != Public)
        {
            members.Add(Accessibility, type.Accessibility);
        }

        if (type.AssemblyName.Length > 0)
        {
            members.Add(Assembly, type.AssemblyName);
        }

        return members;
    }

    /// <exception cref="FormatException">It is no type.</exception>
    public static TypeModel Read(object? value) => value switch
    {
        string name => Create(name, Public, ""),
        SortedDictionary<string, object?> members when Text(members, Name) is string name =>
            Create(name, Text(members, Accessibility) ?? Public, Text(members, Assembly) ?? ""),
        _ => throw new FormatException("The manifest has something else where a type's name should be."),
    };

    private static string? Text(SortedDictionary<string, object?> members, string name) =>
        members.TryGetValue(name, out object? value) ? value as string : null;

    private static TypeModel Create(string fullName, string accessibility, string assembly)
    {
        string plain = fullName.StartsWith("global::", StringComparison.Ordinal) ? fullName.Substring("global::".Length) : fullName;
        int dot = plain.LastIndexOf('.');
        return new TypeModel(
            fullName, dot < 0 ? "" : plain.Substring(0, dot), plain.Substring(dot + 1), accessibility, default, assembly, IsExtensible: true);
    }
}
