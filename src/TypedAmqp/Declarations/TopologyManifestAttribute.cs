using System.ComponentModel;

namespace TypedAmqp;

/// <summary>
/// Carries what an assembly declares: exchanges, queues, bindings, services and contracts. The compiler writes it; other compilations, and the
/// <c>typedamqp</c> command, read it without the assembly's source.
/// </summary>
/// <param name="formatVersion">The version of the format.</param>
/// <param name="hash">The SHA-256 of the JSON's UTF-8 octets, in lower-case hexadecimal digits.</param>
/// <param name="canonicalJson">The declarations in JSON that is the same for the same declarations.</param>
[AttributeUsage(AttributeTargets.Assembly)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TopologyManifestAttribute(int formatVersion, string hash, string canonicalJson) : Attribute
{
    /// <summary>The version of the format.</summary>
    public int FormatVersion { get; } = formatVersion;

    /// <summary>
    /// The SHA-256 of <see cref="CanonicalJson"/> in UTF-8, in lower-case hexadecimal digits: two assemblies of one hash declare the same.
    /// </summary>
    public string Hash { get; } = hash;

    /// <summary>The declarations: members sorted by name, no white space.</summary>
    public string CanonicalJson { get; } = canonicalJson;
}
