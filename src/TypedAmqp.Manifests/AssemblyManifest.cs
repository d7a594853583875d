using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;

namespace TypedAmqp.Manifests;

/// <summary>The manifest that an assembly carries.</summary>
/// <param name="FormatVersion">The version of the format.</param>
/// <param name="Hash">The SHA-256 of the JSON's UTF-8 octets, in hexadecimal digits.</param>
/// <param name="Json">The declarations, in canonical JSON.</param>
public sealed record AssemblyManifest(int FormatVersion, string Hash, string Json)
{
    private const int KnownFormat = 1;
    private const ushort Prolog = 1;

    /// <summary>
    /// The manifests of the assemblies that this one refers to, as far as they are beside it: they know contracts that this one names.
    /// </summary>
    public IReadOnlyList<AssemblyManifest> Referenced { get; init; } = [];

    /// <summary>Reads it from the metadata of an assembly's file: the assembly is not loaded, and nothing of it runs.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">It is no assembly, or carries no manifest that can be read; the message is a sentence.</exception>
    public static AssemblyManifest Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using PEReader image = new(file);
            MetadataReader? metadata = image.HasMetadata ? image.GetMetadataReader() : null;
            (string Name, AssemblyManifest Manifest)[] references =
                metadata is null ? [] : [.. References(metadata, Path.GetDirectoryName(Path.GetFullPath(path))!)];
            AssemblyManifest manifest = (metadata is null ? null : Find(metadata)) ?? throw Nothing(path, references);
            return manifest.Verified(path) with { Referenced = [.. references.Select(static reference => reference.Manifest)] };
        }
        catch (Exception fault) when (fault is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"'{path}' is no assembly that can be read: {fault.Message}", fault);
        }
    }

    /// <summary>The manifest of an assembly that is loaded, as of the program itself.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="InvalidDataException">It carries no manifest that can be read; the message is a sentence.</exception>
    public static AssemblyManifest Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetCustomAttribute<TopologyManifestAttribute>() is { } attribute
            ? new AssemblyManifest(attribute.FormatVersion, attribute.Hash, attribute.CanonicalJson).Verified(assembly.GetName().Name!)
            : throw Nothing(assembly.GetName().Name!, []);
    }

    // Who names the program means the contracts that it is compiled against.
    private static InvalidDataException Nothing(string origin, (string Name, AssemblyManifest Manifest)[] references)
    {
        IEnumerable<string> declaring =
            from reference in references
            let names = TopologyModel.Read(reference.Manifest).Select(static topology => $"'{topology.Name}'")
            select $" It references {reference.Name}, which declares {string.Join(", ", names)}: name that.";
        return new InvalidDataException(
            $"'{origin}' declares nothing: it has no exchange, queue, service or contract of TypedAmqp.{string.Concat(declaring)}");
    }

    private AssemblyManifest Verified(string origin)
    {
        if (FormatVersion != KnownFormat)
        {
            throw new InvalidDataException(
                $"The manifest of '{origin}' has format {FormatVersion}, and this command reads {KnownFormat}: use the command of its version.");
        }

        return Hash == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json)))
            ? this
            : throw new InvalidDataException($"The manifest of '{origin}' was changed after the compiler wrote it: build the assembly again.");
    }

    private static IEnumerable<(string Name, AssemblyManifest Manifest)> References(MetadataReader metadata, string folder)
    {
        foreach (AssemblyReferenceHandle handle in metadata.AssemblyReferences)
        {
            string name = metadata.GetString(metadata.GetAssemblyReference(handle).Name);
            string path = Path.Combine(folder, name + ".dll");
            if (!File.Exists(path))
            {
                continue;
            }

            using FileStream file = File.OpenRead(path);
            using PEReader image = new(file);
            if (image.HasMetadata && Find(image.GetMetadataReader()) is AssemblyManifest other)
            {
                yield return (name, other.Verified(path));
            }
        }
    }

    private static AssemblyManifest? Find(MetadataReader metadata)
    {
        foreach (CustomAttributeHandle handle in metadata.IsAssembly ? metadata.GetAssemblyDefinition().GetCustomAttributes() : [])
        {
            CustomAttribute attribute = metadata.GetCustomAttribute(handle);
            if (IsManifest(metadata, attribute.Constructor))
            {
                BlobReader value = metadata.GetBlobReader(attribute.Value);
                return value.ReadUInt16() == Prolog
                    && value.ReadInt32() is int version
                    && value.ReadSerializedString() is string hash
                    && value.ReadSerializedString() is string json
                    ? new AssemblyManifest(version, hash, json)
                    : throw new BadImageFormatException("The manifest's attribute has other arguments.");
            }
        }

        return null;
    }

    private static bool IsManifest(MetadataReader metadata, EntityHandle constructor)
    {
        if (constructor.Kind != HandleKind.MemberReference
            || metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is not { Kind: HandleKind.TypeReference } parent)
        {
            return false;
        }

        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, nameof(TopologyManifestAttribute))
            && metadata.StringComparer.Equals(type.Namespace, nameof(TypedAmqp));
    }
}
