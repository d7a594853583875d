using System.Globalization;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Manifests.Changes;

/// <summary>
/// The <c>topology.lock.json</c> of a project: the manifest of what was released, laid out for people to review. The command writes it, never the
/// compiler.
/// </summary>
/// <param name="manifest">What was released; null when the file cannot be read.</param>
/// <param name="hash">The hash of that manifest.</param>
/// <param name="problem">Why it cannot be read, as the end of a sentence; null when it can.</param>
internal sealed class LockFile(Manifest? manifest, string hash, string? problem)
{
    public const string Name = "topology.lock.json";

    // While someone types nothing is declared, the hash stays, and so does what differs.
    private Tuple<string, IReadOnlyList<Change>>? _last;

    public Manifest? Manifest => manifest;

    public string Hash => hash;

    public string? Problem => problem;

    /// <summary>How what an assembly declares differs from what was released; nothing when the assembly has no manifest that can be read.</summary>
    public IReadOnlyList<Change> ChangesTo(IAssemblySymbol assembly)
    {
        if (manifest is null
            || assembly.Attribute(MetadataNames.TopologyManifest) is not AttributeReader attribute
            || attribute.Strings.FirstOrDefault() is not string current
            || current == hash)
        {
            return [];
        }

        if (_last is Tuple<string, IReadOnlyList<Change>> last && last.Item1 == current)
        {
            return last.Item2;
        }

        IReadOnlyList<Change> changes = ReferencedManifests.Read(assembly)?.Manifest is Manifest now ? ManifestComparer.Compare(manifest, now) : [];
        _last = Tuple.Create(current, changes);
        return changes;
    }

    public static LockFile Read(string text)
    {
        try
        {
            if (JsonText.Read(text) is not SortedDictionary<string, object?> members
                || !members.TryGetValue("format", out object? format)
                || !members.TryGetValue("hash", out object? hash)
                || !members.TryGetValue("manifest", out object? manifest))
            {
                return Unreadable("has no 'format', 'hash' and 'manifest'");
            }

            if (format is not (long)Manifests.Manifest.FormatVersion)
            {
                return Unreadable($"has another format than {Manifests.Manifest.FormatVersion.ToString(CultureInfo.InvariantCulture)}");
            }

            string canonical = JsonText.Write(manifest);
            return hash is string known && known == ManifestText.Hash(canonical)
                ? new LockFile(ManifestText.Read(canonical), known, null)
                : Unreadable("was changed by hand: its hash is that of something else");
        }
        catch (FormatException fault)
        {
            return Unreadable("cannot be read: " + fault.Message.TrimEnd('.'));
        }
    }

    private static LockFile Unreadable(string problem) => new(null, "", problem);
}
