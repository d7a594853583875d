using System.CommandLine;

namespace TypedAmqp.Tool.Topologies;

/// <summary>The broker that a command is about.</summary>
internal static class BrokerOptions
{
    public static readonly Option<Uri> Uri = new("--management")
    {
        Description = "The management API. Default: http://guest:guest@localhost:15672.",
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

    public static readonly Option<string?> Topology = new("--topology") { Description = "The topology's name, where the assembly declares several." };
}
