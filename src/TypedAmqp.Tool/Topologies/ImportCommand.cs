using System.Collections.Immutable;
using System.CommandLine;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary><c>typedamqp topology import</c>: what is on a broker, as declarations.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Source =
        new("FILE|URI") { Description = "A definitions file, or a management API: http://guest:guest@localhost:15672." };

    private static readonly Option<string?> Host =
        new("--vhost") { Description = "The virtual host. Default: the only one of the file; '/' of a broker." };

    private static readonly Option<string> Topology =
        new("--topology") { Description = "The topology's name.", DefaultValueFactory = static _ => "imported" };

    private static readonly Option<string> Namespace =
        new("--namespace") { Description = "The namespace of the classes.", DefaultValueFactory = static _ => "Imported" };

    private static readonly Option<FileInfo?> Output = new("--output", "-o") { Description = "The file to write. Default: standard output." };

    public static Command Create()
    {
        ToolCommand command = new(
            "import",
            "Writes what is on a broker, or in a definitions file, as C# declarations.",
            "topology import definitions.json --namespace Shop -o Topology.cs",
            "topology import http://guest:guest@localhost:15672 --vhost shop")
        {
            Source, Host, Topology, Namespace, Output, BrokerOptions.Authorities,
        };
        command.SetAction(static (arguments, cancellationToken) => Failure.ReportedAsync(() => RunAsync(arguments, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        BrokerTopology broker = await ReadAsync(
            arguments.GetValue(Source)!, arguments.GetValue(Host), arguments.GetValue(BrokerOptions.Authorities), cancellationToken);
        ImportedDeclarations imported = DeclarationWriter.Write(
            broker, new ImportOptions(arguments.GetValue(Topology)!, arguments.GetValue(Namespace)!));
        foreach (string sentence in imported.LeftOut)
        {
            await Console.Error.WriteLineAsync($"typedamqp: {sentence}");
        }

        if (arguments.GetValue(Output) is FileInfo file)
        {
            await File.WriteAllTextAsync(file.FullName, imported.Source, cancellationToken);
        }
        else
        {
            await Console.Out.WriteAsync(imported.Source);
        }

        return 0;
    }

    private static async Task<BrokerTopology> ReadAsync(string source, string? host, FileInfo? authorities, CancellationToken cancellationToken)
    {
        if (Uri.TryCreate(source, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https")
        {
            using ManagementApi broker = BrokerOptions.Connect(uri!, host ?? "/", authorities);
            return await broker.ReadAsync(cancellationToken);
        }

        if (!File.Exists(source))
        {
            throw new InvalidDataException($"There is no file '{source}', nor does it begin with http.");
        }

        ImmutableArray<BrokerTopology> all = RabbitMqDefinitions.Read(await File.ReadAllTextAsync(source, cancellationToken));
        string hosts = string.Join(", ", all.Select(static topology => $"'{topology.VirtualHost}'"));
        return host is null
            ? all.Length == 1 ? all[0] : throw new InvalidDataException(
                $"'{source}' has {(all.IsEmpty ? "nothing that can be declared" : $"the virtual hosts {hosts}: say which with '--vhost'")}.")
            : all.FirstOrDefault(topology => topology.VirtualHost == host)
                ?? throw new InvalidDataException($"'{source}' has no virtual host '{host}', but {hosts}.");
    }
}
