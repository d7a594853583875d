using System.CommandLine;
using TypedAmqp.Manifests;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tool.Topologies;

/// <summary><c>typedamqp topology replace</c>: a queue that differs from what is declared, by one that does not, with its messages.</summary>
internal static class ReplaceCommand
{
    private static readonly Argument<string> Queue = new("QUEUE") { Description = "The queue's name." };

    private static readonly Argument<FileSystemInfo> Target = TopologySource.CreateArgument();

    private static readonly Option<string> Amqp = new("--uri") { Description = "The broker, for moving messages. Default: amqp://localhost.", DefaultValueFactory = static _ => "amqp://localhost" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Prints what would be sent, and sends nothing." };

    private static readonly Option<double> Quiet = new("--quiet")
    {
        Description = "For how many seconds no message may be with a consumer before the old queue is deleted: longer than the broker's statistics interval. Default: 11.",
        DefaultValueFactory = static _ => 11,
    };

    public static Command Create()
    {
        Command command = new("replace", "Replaces a queue by the one that is declared, through a shadow, without losing a message; publishers and consumers may run.")
        {
            Queue, Target, BrokerOptions.Uri, Amqp, BrokerOptions.Host, BrokerOptions.Topology, Quiet, DryRun,
        };
        command.SetAction(static (arguments, cancellationToken) => Failure.ReportedAsync(() => RunAsync(arguments, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        TopologySource source = await TopologySource.FindAsync(arguments.GetValue(Target)!, cancellationToken);
        using Deployment deployment = Deployment.Create(
            source, arguments.GetValue(BrokerOptions.Uri)!, arguments.GetValue(BrokerOptions.Host), arguments.GetValue(BrokerOptions.Topology), []);
        string name = arguments.GetValue(Queue)!;
        QueueDescriptor queue = deployment.Declared.Queues.FirstOrDefault(queue => queue.Name == name) ?? throw new InvalidDataException($"The topology declares no queue '{name}'.");
        if (arguments.GetValue(DryRun))
        {
            foreach (string step in QueueReplacement.Describe(queue, await deployment.Broker.ReadAsync(cancellationToken)))
            {
                Console.WriteLine(step);
            }

            return 0;
        }

        AmqpConnectionOptions options = AmqpConnectionOptions.Parse(arguments.GetValue(Amqp)!);
        try
        {
            await using AmqpConnection connection = await AmqpConnection.ConnectAsync(options with { VirtualHost = deployment.Declared.VirtualHost }, cancellationToken);
            await new QueueReplacement(deployment.Broker, connection, TimeSpan.FromSeconds(arguments.GetValue(Quiet))).RunAsync(queue, new Steps(), cancellationToken);
            return 0;
        }
        catch (Exception fault) when (fault is FormatException or AmqpException or NotSupportedException)
        {
            return Failure.Report($"{fault.Message} Nothing is lost: run the command again.");
        }
    }

    private sealed class Steps : IProgress<string>
    {
        public void Report(string value) => Console.WriteLine(value);
    }
}
