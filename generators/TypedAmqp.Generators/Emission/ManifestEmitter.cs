using System.Globalization;
using TypedAmqp.Generators.Manifests;

namespace TypedAmqp.Generators.Emission;

/// <summary>The attribute that carries the manifest.</summary>
internal static class ManifestEmitter
{
    public const string HintName = "TopologyManifest.g.cs";

    public static string Emit(Manifest manifest)
    {
        // JSON never has three quotation marks in a row: within a string they are escaped.
        string text = ManifestText.Write(manifest);
        string version = Manifest.FormatVersion.ToString(CultureInfo.InvariantCulture);
        return SourceFile.Begin("")
            .Write($"[assembly: {SourceFile.Runtime}TopologyManifest({version}, \"{ManifestText.Hash(text)}\",").Indent()
            .Write($"\"\"\"{text}\"\"\")]")
            .ToString();
    }
}
