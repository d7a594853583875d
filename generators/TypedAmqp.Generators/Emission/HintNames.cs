using System.Text;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Emission;

/// <summary>The names of emitted files: namespace, containing types, name, and what it is.</summary>
internal static class HintNames
{
    /// <param name="type">The declaring type.</param>
    /// <param name="kind">What the file holds, as <c>Exchange</c>.</param>
    /// <param name="ambiguous">
    /// Names that differ from others by case only. The compiler takes files of such names for the same file, so that these get a number that comes
    /// from their very letters.
    /// </param>
    public static string For(TypeModel type, string kind, EquatableArray<string> ambiguous)
    {
        string name = Name(type);
        string suffix = ambiguous.Contains(name) ? "-" + Hash(name).ToString("x8", System.Globalization.CultureInfo.InvariantCulture) : "";
        return $"{name}{suffix}.{kind}.g.cs";
    }

    /// <summary>Those of the names that differ from another by case only, sorted.</summary>
    public static EquatableArray<string> Ambiguous(IEnumerable<TypeModel> types) => types
        .Select(Name)
        .Distinct(StringComparer.Ordinal)
        .GroupBy(static name => name, StringComparer.OrdinalIgnoreCase)
        .Where(static group => group.Count() > 1)
        .SelectMany(static group => group)
        .OrderBy(static name => name, StringComparer.Ordinal)
        .ToEquatableArray();

    private static string Name(TypeModel type)
    {
        StringBuilder name = new(type.Namespace);
        foreach (ContainingTypeModel containing in type.ContainingTypes)
        {
            Append(name, containing.Name);
        }

        Append(name, type.Name);
        return name.Replace("@", "").ToString();
    }

    private static void Append(StringBuilder name, string part)
    {
        if (name.Length > 0)
        {
            name.Append('.');
        }

        name.Append(part);
    }

    // FNV-1a: string.GetHashCode differs from one run of the compiler to the next.
    private static uint Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char character in text)
        {
            hash = unchecked((hash ^ character) * 16777619);
        }

        return hash;
    }
}
