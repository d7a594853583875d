using System.CommandLine;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary><c>typedamqp topology export</c>: what is declared, for brokers and for people.</summary>
internal static class ExportCommand
{
    private static readonly Argument<FileSystemInfo> Target = TopologySource.CreateArgument();

    private static readonly Option<FileInfo?> Output = new("--output", "-o") { Description = "The file to write. Default: standard output." };

    private static readonly Option<bool> Check = new("--check") { Description = "Writes nothing, and fails if the file is not what is declared." };

    private static readonly Option<string?> Topology =
        new("--topology") { Description = "The topology's name, where the assembly declares several." };

    public static Command Create() => new("export", "Writes what is declared as a document.")
    {
        Format(
            "definitions",
            "Definitions for RabbitMQ: 'rabbitmqctl import_definitions', or the management API.",
            static topology => RabbitMqDefinitions.Write(topology.ToBroker())),
        Format("asyncapi", "An AsyncAPI 3.0 document, with JSON Schemas of the contracts.", static topology => AsyncApiDocument.Write(topology)),
        Format(
            "mermaid", "A Mermaid flowchart; in a file that ends with .md, as Markdown.", MermaidDiagram.Write,
            static text => $"```mermaid\n{text}```\n"),
        Format("svg", "A picture, in light and dark.", SvgDiagram.Write),
    };

    /// <param name="name">The document's name.</param>
    /// <param name="description">What it is.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="embed">Makes a Markdown file of it; null where that is nothing else.</param>
    private static ToolCommand Format(string name, string description, Func<TopologyModel, string> write, Func<string, string>? embed = null)
    {
        string example = $"topology export {name} src/Shop -o {Example(name)}";
        ToolCommand command = new(name, description, example, example + " --check")
        {
            Arguments = { Target },
            Options = { Output, Check, Topology },
            ExitCodes = ["0  the document is written; with --check, it is what is declared", "1  it is not: standard error says why"],
        };
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
            FileInfo? file = arguments.GetValue(Output);
            string text = write(source.Read(arguments.GetValue(Topology)));
            return await WriteAsync(
                embed is not null && file is { Extension: ".md" } ? embed(text) : text, file, arguments.GetValue(Check), cancellationToken);
        }));
        return command;
    }

    private static string Example(string name) => name switch
    {
        "mermaid" => "topology.md",
        "svg" => "topology.svg",
        _ => name + ".json",
    };

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
                : Failure.Report(
                    $"{file.FullName} is {(present is null ? "missing" : "stale")}: run the command without '--check', and commit the file.");
        }

        if (present != text)
        {
            await File.WriteAllTextAsync(file.FullName, text, cancellationToken);
        }

        return 0;
    }
}
