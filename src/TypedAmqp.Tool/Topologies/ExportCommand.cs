using System.CommandLine;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary><c>typedamqp topology export</c>: what is declared, for brokers and for people.</summary>
internal static class ExportCommand
{
    private static readonly Argument<FileSystemInfo> Target = TopologySource.CreateArgument();

    private static readonly Option<FileInfo?> Output = new("--output", "-o") { Description = "The file to write. Default: standard output." };

    private static readonly Option<bool> Check = new("--check") { Description = "Writes nothing, and fails if the file is not what is declared." };

    private static readonly Option<string?> Topology = new("--topology") { Description = "The topology's name, where the assembly declares several." };

    public static Command Create() => new("export", "Writes what is declared as a document.")
    {
        Format("definitions", "Definitions for RabbitMQ: 'rabbitmqctl import_definitions', or the management API.", static topology => RabbitMqDefinitions.Write(topology.ToBroker())),
        Format("asyncapi", "An AsyncAPI 3.0 document, with JSON Schemas of the contracts.", static topology => AsyncApiDocument.Write(topology)),
        Format("mermaid", "A Mermaid flowchart.", MermaidDiagram.Write),
        Format("svg", "A picture, in light and dark.", SvgDiagram.Write),
    };

    private static Command Format(string name, string description, Func<TopologyModel, string> write)
    {
        Command command = new(name, description) { Target, Output, Check, Topology };
        command.Validators.Add(static result =>
        {
            if (result.GetValue(Check) && result.GetValue(Output) is null)
            {
                result.AddError("'--check' compares with a file: name it with '--output'.");
            }
        });
        command.SetAction((arguments, cancellationToken) => Failure.ReportedAsync(async () =>
        {
            TopologySource source = await TopologySource.FindAsync(arguments.GetValue(Target)!, cancellationToken);
            return await WriteAsync(write(source.Read(arguments.GetValue(Topology))), arguments.GetValue(Output), arguments.GetValue(Check), cancellationToken);
        }));
        return command;
    }

    private static async Task<int> WriteAsync(string text, FileInfo? file, bool check, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            await Console.Out.WriteAsync(text);
            return 0;
        }

        string? present = file.Exists ? (await File.ReadAllTextAsync(file.FullName, cancellationToken)).ReplaceLineEndings("\n") : null;
        if (check)
        {
            return present == text
                ? 0
                : Failure.Report($"{file.FullName} is {(present is null ? "missing" : "stale")}: run the command without '--check', and commit the file.");
        }

        if (present != text)
        {
            await File.WriteAllTextAsync(file.FullName, text, cancellationToken);
        }

        return 0;
    }
}
