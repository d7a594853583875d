using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;

namespace TypedAmqp.Tool.Topologies;

/// <summary>The manifest that an assembly carries, read from its metadata: the assembly is not loaded, and nothing of it runs.</summary>
/// <param name="FormatVersion">The version of the format.</param>
/// <param name="Hash">The SHA-256 of the JSON's UTF-8 octets, in hexadecimal digits.</param>
/// <param name="Json">The declarations, in canonical JSON.</param>
internal sealed record AssemblyManifest(int FormatVersion, string Hash, string Json)
{
    private const int KnownFormat = 1;
    private const ushort Prolog = 1;

    /// <exception cref="InvalidDataException">It is no assembly, or carries no manifest that can be read; the message is a sentence.</exception>
    public static AssemblyManifest Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using PEReader image = new(file);
            AssemblyManifest manifest = (image.HasMetadata ? Find(image.GetMetadataReader()) : null)
                ?? throw new InvalidDataException($"'{path}' declares nothing: it has no exchange, queue, service or contract of TypedAmqp.");
            if (manifest.FormatVersion != KnownFormat)
            {
                throw new InvalidDataException($"The manifest of '{path}' has format {manifest.FormatVersion}, and this command reads {KnownFormat}: use the command of its version.");
            }

            return manifest.Hash == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest.Json)))
                ? manifest
                : throw new InvalidDataException($"The manifest of '{path}' was changed after the compiler wrote it: build the assembly again.");
        }
        catch (Exception fault) when (fault is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"'{path}' is no assembly that can be read: {fault.Message}", fault);
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
                return value.ReadUInt16() == Prolog && value.ReadInt32() is int version && value.ReadSerializedString() is string hash && value.ReadSerializedString() is string json
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
        return metadata.StringComparer.Equals(type.Name, nameof(TopologyManifestAttribute)) && metadata.StringComparer.Equals(type.Namespace, nameof(TypedAmqp));
    }
}
