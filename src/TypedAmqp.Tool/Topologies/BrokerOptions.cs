using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary>The broker that a command is about.</summary>
internal static class BrokerOptions
{
    public static readonly Option<Uri> Uri = new("--management")
    {
        Description = "The management API.",
        HelpName = "http://USER:PASSWORD@HOST:PORT",
        DefaultValueFactory = static _ => new Uri("http://guest:guest@localhost:15672"),
        CustomParser = static result =>
        {
            if (System.Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https")
            {
                return uri;
            }

            result.AddError($"'{result.Tokens[0].Value}' is no address of a management API: write http://user:password@host:15672.");
            return null;
        },
    };

    public static readonly Option<string?> Host = new("--vhost") { Description = "The virtual host. Default: what the topology says, else '/'." };

    public static readonly Option<FileInfo?> Authorities = new("--ca")
    {
        Description =
            "Who may have signed the broker's certificate, where the machine does not trust them: their certificates in PEM. One that signs itself is its own.",
        HelpName = "FILE",
    };

    public static readonly Option<string?> Topology = new("--topology") { Description = "The topology's name, where the assembly declares several." };

    /// <exception cref="InvalidDataException">The certificates cannot be read; the message is a sentence.</exception>
    public static ManagementApi Connect(Uri management, string host, FileInfo? authorities)
    {
        if (authorities is null)
        {
            return new ManagementApi(management, host);
        }

        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPemFile(authorities.FullName);
            return certificates.Count > 0
                ? new ManagementApi(management, host, certificates)
                : throw new InvalidDataException($"'{authorities.FullName}' has no certificate in PEM: '-----BEGIN CERTIFICATE-----'.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidDataException($"The certificates in '{authorities.FullName}' cannot be read: {fault.Message}", fault);
        }
    }
}
