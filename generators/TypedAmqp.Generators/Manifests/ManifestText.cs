using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>A manifest as text, and back.</summary>
internal static class ManifestText
{
    public static string Write(Manifest manifest) => JsonText.Write(RecordJson.Write(WithAssembly(manifest, manifest.Assembly, "")));

    /// <exception cref="FormatException">It is no manifest of this format.</exception>
    public static Manifest Read(string text)
    {
        Manifest manifest = RecordJson.Read<Manifest>(JsonText.Read(text));
        return WithAssembly(manifest, "", manifest.Assembly);
    }

    /// <summary>The SHA-256 of the text's UTF-8 octets, in lower-case hexadecimal digits.</summary>
    public static string Hash(string text)
    {
        using SHA256 sha = SHA256.Create();
        return string.Concat(
            sha.ComputeHash(Encoding.UTF8.GetBytes(text)).Select(static octet => octet.ToString("x2", CultureInfo.InvariantCulture)));
    }

    /// <summary>Its declarations, those of an assembly without its name where there was a name, or the reverse.</summary>
    private static Manifest WithAssembly(Manifest manifest, string from, string to)
    {
        return manifest with
        {
            Exchanges = manifest.Exchanges.Select(exchange => exchange with { Type = Type(exchange.Type) }).ToEquatableArray(),
            Queues = manifest.Queues.Select(queue => queue with { Type = Type(queue.Type) }).ToEquatableArray(),
            Services = manifest.Services.Select(service => service with { Type = Type(service.Type) }).ToEquatableArray(),
        };

        TypeModel Type(TypeModel type) => type.AssemblyName == from ? type with { AssemblyName = to } : type;
    }
}
