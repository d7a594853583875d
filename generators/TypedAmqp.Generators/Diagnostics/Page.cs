using System.Reflection;

namespace TypedAmqp.Generators.Diagnostics;

/// <summary>
/// Where the page of a diagnostic is: in the package, <c>diagnostics/TAMQP301.md</c>, unless the build names the address where all of them can be
/// read (MSBuild's <c>DiagnosticPages</c>). An address that nobody serves would lead to nothing.
/// </summary>
internal static class Page
{
    private const string InPackage = "diagnostics/";

    private static readonly string Folder = typeof(Page).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(static pair => pair.Key == "DiagnosticPages")?.Value is { Length: > 0 } address
        ? address.TrimEnd('/') + "/"
        : InPackage;

    public static string Of(string id) => Folder + id + ".md";
}
