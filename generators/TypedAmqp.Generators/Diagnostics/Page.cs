namespace TypedAmqp.Generators.Diagnostics;

/// <summary>Where the page of a diagnostic is.</summary>
internal static class Page
{
    private const string Folder = "https://github.com/typedamqp/typedamqp/blob/main/generators/diagnostics/";

    public static string Of(string id) => Folder + id + ".md";
}
