using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary>
/// <c>typedamqp topology diff</c>, <c>plan</c> and <c>apply</c>: how a broker differs from what is declared, what would be sent, and sending it. The
/// exit code is 0 when nothing differs, 2 when something does (after <c>apply</c>: still does), and 1 when it cannot be said.
/// </summary>
internal static class DriftCommands
{
    private const int Differs = 2;

    private static readonly Argument<FileSystemInfo> Target = TopologySource.CreateArgument();

    private static readonly Option<FileInfo[]> Released = new("--released")
    {
        Description =
            "A lock file of an earlier version: what it declared, and this one does not, is orphaned. Default: topology.lock.json beside the project, if it is there.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Delete = new("--delete")
    {
        Description =
            "An orphan to delete, by the name that 'diff' prints: queue:old. Never a queue that holds messages or has consumers. Can be repeated.",
        HelpName = "NAME",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Prints what would be sent, and sends nothing." };

    public static IEnumerable<Command> Create()
    {
        yield return Create(
            "diff",
            "Says what is missing, different or orphaned on a broker.",
            ["topology diff src/Shop", "topology diff Shop.dll --management http://guest:guest@localhost:15672 --vhost shop --json"],
            (arguments, drift, _, _) => WriteDrift(arguments, drift),
            Json);
        yield return Create(
            "plan",
            "Prints exactly what 'apply' would send.",
            ["topology plan src/Shop --delete queue:old"],
            (arguments, drift, _, _) => WritePlan(arguments, drift),
            Delete,
            Json);
        yield return Create(
            "apply",
            "Declares what is missing, and deletes the orphans that are named. Nothing else is touched.",
            ["topology apply src/Shop --dry-run", "topology apply src/Shop --delete queue:old --delete exchange:old"],
            ApplyAsync,
            Delete,
            DryRun,
            Json);
    }

    private static ToolCommand Create(
        string name, string description, string[] examples, Func<ParseResult, TopologyDrift, Deployment, CancellationToken, Task<int>> run,
        params Option[] options)
    {
        ToolCommand command = new(name, description, examples)
        {
            Arguments = { Target },
            Options = { BrokerOptions.Uri, BrokerOptions.Authorities, BrokerOptions.Host, BrokerOptions.Topology, Released },
            ExitCodes = ["0  nothing differs (any more)", "2  something differs", "1  it cannot be said: standard error says why"],
        };
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellationToken) => Failure.ReportedAsync(async () =>
        {
            TopologySource source = await TopologySource.FindAsync(arguments.GetValue(Target)!, cancellationToken);
            using Deployment deployment = Deployment.Create(source, arguments, arguments.GetValue(Released) ?? []);
            return await run(arguments, await deployment.CompareAsync(cancellationToken), deployment, cancellationToken);
        }));
        return command;
    }

    private static Task<int> WriteDrift(ParseResult arguments, TopologyDrift drift)
    {
        if (arguments.GetValue(Json))
        {
            WriteJson(arguments, drift, null);
        }
        else
        {
            WriteItems(arguments, drift, static _ => true);
        }

        return Task.FromResult(drift.IsEmpty ? 0 : Differs);
    }

    private static Task<int> WritePlan(ParseResult arguments, TopologyDrift drift)
    {
        IReadOnlyList<BrokerRequest> requests = drift.Requests(arguments.GetValue(Delete) ?? []);
        if (arguments.GetValue(Json))
        {
            WriteJson(arguments, drift, requests);
        }
        else
        {
            WriteRequests(arguments, drift, requests);
        }

        return Task.FromResult(drift.IsEmpty ? 0 : Differs);
    }

    private static async Task<int> ApplyAsync(ParseResult arguments, TopologyDrift drift, Deployment deployment, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(DryRun))
        {
            return await WritePlan(arguments, drift);
        }

        IReadOnlyList<BrokerRequest> requests = drift.Requests(arguments.GetValue(Delete) ?? []);
        foreach (BrokerRequest request in requests)
        {
            await deployment.Broker.SendAsync(request, cancellationToken);
            if (!arguments.GetValue(Json))
            {
                Console.WriteLine(request);
            }
        }

        TopologyDrift left = await deployment.CompareAsync(cancellationToken);
        if (arguments.GetValue(Json))
        {
            WriteJson(arguments, left, requests);
        }
        else
        {
            WriteItems(arguments, left, static _ => true);
        }

        return left.IsEmpty ? 0 : Differs;
    }

    private static void WriteRequests(ParseResult arguments, TopologyDrift drift, IReadOnlyList<BrokerRequest> requests)
    {
        foreach (BrokerRequest request in requests)
        {
            Console.WriteLine(request);
        }

        WriteItems(arguments, drift, item => item.Requests.IsEmpty || !item.Requests.All(requests.Contains));
    }

    private static void WriteItems(ParseResult arguments, TopologyDrift drift, Func<DriftItem, bool> isShown)
    {
        if (drift.IsEmpty)
        {
            Console.WriteLine("nothing differs");
        }

        foreach (DriftItem item in drift.Items.Where(isShown))
        {
            Console.WriteLine($"{item.State.ToString().ToLowerInvariant(),-9} {item.Name}");
            foreach (string difference in item.Differences)
            {
                Console.WriteLine($"          {difference}");
            }

            if (item.Remedy is string remedy)
            {
                Console.WriteLine($"          {remedy}");
            }

            if (CommandFor(item, arguments) is string command)
            {
                Console.WriteLine($"          {command}");
            }
        }
    }

    private static string? CommandFor(DriftItem item, ParseResult arguments) =>
        item.Replaced is string queue ? ReplaceCommand.Line(queue, arguments, Target) : null;

    private static void WriteJson(ParseResult arguments, TopologyDrift drift, IReadOnlyList<BrokerRequest>? requests)
    {
        using Stream output = Console.OpenStandardOutput();
        using Utf8JsonWriter writer = new(
            output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteStartArray("differences");
        foreach (DriftItem item in drift.Items)
        {
            writer.WriteStartObject();
            writer.WriteString("name", item.Name);
            writer.WriteString("state", item.State.ToString().ToLowerInvariant());
            writer.WriteStartArray("differences");
            foreach (string difference in item.Differences)
            {
                writer.WriteStringValue(difference);
            }

            writer.WriteEndArray();
            writer.WriteString("remedy", item.Remedy);
            writer.WriteString("command", CommandFor(item, arguments));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (requests is not null)
        {
            writer.WriteStartArray("requests");
            foreach (BrokerRequest request in requests)
            {
                writer.WriteStartObject();
                writer.WriteString("method", request.Method);
                writer.WriteString("path", "/api/" + request.Path);
                if (request.Body is string body)
                {
                    writer.WritePropertyName("body");
                    writer.WriteRawValue(body);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        output.WriteByte((byte)'\n');
    }
}
