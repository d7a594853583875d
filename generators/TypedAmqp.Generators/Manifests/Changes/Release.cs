using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Manifests.Changes;

/// <summary>A compilation beside its lock file.</summary>
/// <param name="compilation">The compilation, with what is emitted for it.</param>
/// <param name="file">The lock file; null when there is none.</param>
/// <param name="isAskedFor">Whether the project asks for one.</param>
internal sealed class Release(Compilation compilation, LockFile? file, bool isAskedFor)
{
    private const string Property = "build_property.TypedAmqpTopologyLock";

    private ILookup<string, Change>? _changes;

    /// <summary>Whether the project asks for a lock file.</summary>
    public static bool IsAskedFor(AnalyzerOptions options) =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(Property, out string? value)
            && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>What changed since the release, by the type that it is about.</summary>
    public ILookup<string, Change> Changes => _changes ??= (file?.Manifest is null ? [] : file.ChangesTo(compilation.Assembly)).ToLookup(
        static change => change.Type, StringComparer.Ordinal);

    /// <summary>What is wrong with the lock file itself, as a sentence without its end; null when nothing is.</summary>
    public string? Problem
    {
        get
        {
            if (file is null)
            {
                return isAskedFor ? "There is no " + LockFile.Name + " beside the project" : null;
            }

            if (file.Problem is not null)
            {
                return LockFile.Name + " " + file.Problem;
            }

            bool isStale = compilation.Assembly.Attribute(MetadataNames.TopologyManifest) is AttributeReader manifest
                && manifest.Strings.FirstOrDefault() != file.Hash;
            return isStale && Changes.Count == 0 ? LockFile.Name + " is not what is declared" : null;
        }
    }
}
