using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TypedAmqp.Manifests;
using TypedAmqp.Protocol;
using TypedAmqp.Tool.Brokers;

namespace TypedAmqp.Tool.Topologies;

/// <summary><c>typedamqp topology replace</c>: a queue that differs from what is declared, by one that does not, with its messages.</summary>
internal static class ReplaceCommand
{
    private static readonly Argument<string> Queue = new("QUEUE") { Description = "The queue's name." };

    private static readonly Argument<FileSystemInfo> Target = TopologySource.CreateArgument();

    private static readonly Option<string> Amqp = new("--uri")
    {
        Description = "The broker, for moving messages.",
        HelpName = "amqp://USER:PASSWORD@HOST:PORT",
        DefaultValueFactory = static _ => "amqp://localhost",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Prints what would be sent, and sends nothing." };

    private static readonly Option<double> Quiet = new("--quiet")
    {
        Description =
            "For how many seconds no message may be with a consumer before the old queue is deleted: longer than the broker's statistics interval.",
        HelpName = "SECONDS",
        DefaultValueFactory = static _ => 11,
        Validators = { RefuseNegative },
    };

    public static Command Create()
    {
        ToolCommand command = new(
            "replace",
            "Replaces a queue by the one that is declared, through a shadow, without losing a message; publishers and consumers may run. "
                + "Where it was interrupted, it is run again.",
            "topology replace billing src/Shop --dry-run",
            "topology replace billing src/Shop --management http://guest:guest@localhost:15672 --uri amqp://localhost")
        {
            Queue, Target, BrokerOptions.Uri, BrokerOptions.Authorities, Amqp, BrokerOptions.Host, BrokerOptions.Topology, Quiet, DryRun,
        };
        command.SetAction(static (arguments, cancellationToken) => Failure.ReportedAsync(() => RunAsync(arguments, cancellationToken)));
        return command;
    }

    /// <summary>The command for a queue, as it can be pasted after another one that was about the same assembly and broker.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="other">The other command line.</param>
    /// <param name="target">Its argument that names the assembly.</param>
    public static string Line(string queue, ParseResult other, Argument<FileSystemInfo> target)
    {
        IEnumerable<string> options = new Option[] { BrokerOptions.Uri, BrokerOptions.Authorities, BrokerOptions.Host, BrokerOptions.Topology }
            .Select(other.GetResult).OfType<OptionResult>().Where(static option => !option.Implicit)
            .SelectMany(static option => option.Tokens.Select(static token => token.Value).Prepend(option.Option.Name));
        IEnumerable<string> words = [queue, .. other.GetResult(target)!.Tokens.Select(static token => token.Value), .. options];
        return $"typedamqp topology replace {string.Join(' ', words.Select(WithoutPassword).Select(Quoted))}";
    }

    // What is printed may be kept in the log of a pipeline. Everybody knows that of guest.
    private static string WithoutPassword(string word) => Regex.Replace(word, "(?<=://[^:/@]*:)(?!guest@)[^@]*(?=@)", "PASSWORD");

    private static string Quoted(string word) =>
        word.All(static letter => char.IsAsciiLetterOrDigit(letter) || "-_./:@%+=,\\".Contains(letter)) ? word : $"'{word}'";

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        TopologySource source = await TopologySource.FindAsync(arguments.GetValue(Target)!, cancellationToken);
        using Deployment deployment = Deployment.Create(source, arguments, []);
        string name = arguments.GetValue(Queue)!;
        QueueDescriptor queue = deployment.Declared.Queues.FirstOrDefault(queue => queue.Name == name) 
            ?? throw new InvalidDataException($"The topology declares no queue '{name}', but {Names(deployment.Declared)}.");
        if (arguments.GetValue(DryRun))
        {
            foreach (string step in QueueReplacement.Describe(queue, await deployment.Broker.ReadAsync(cancellationToken)))
            {
                Console.WriteLine(step);
            }

            return 0;
        }

        // Between two steps it can be stopped: a second signal ends the process at once, and that loses nothing either.
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Interrupt.Restore();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, StopOn);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, StopOn);
        try
        {
            AmqpConnectionOptions options = AmqpConnectionOptions.Parse(arguments.GetValue(Amqp)!);
            await using AmqpConnection connection = await AmqpConnection.ConnectAsync(
                options with { VirtualHost = deployment.Declared.VirtualHost }, stop.Token);
            await new QueueReplacement(deployment.Broker, connection, TimeSpan.FromSeconds(arguments.GetValue(Quiet))).RunAsync(
                queue, new Steps(), stop.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Failure.Report("Interrupted. Nothing is lost: run the command again.");
        }
        catch (Exception fault) when (fault is FormatException or AmqpException or NotSupportedException)
        {
            return Failure.Report($"{fault.Message} Nothing is lost: run the command again.");
        }

        void StopOn(PosixSignalContext context)
        {
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    private static void RefuseNegative(OptionResult result)
    {
        if (result.Tokens is [{ Value: string given }]
            && !(double.TryParse(given, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= 86_400))
        {
            result.AddError($"--quiet takes seconds, from 0 to 86400, and not '{given}'.");
        }
    }

    private static string Names(BrokerTopology declared) =>
        declared.Queues.IsEmpty ? "none at all" : string.Join(", ", declared.Queues.Select(static queue => $"'{queue.Name}'"));

    private sealed class Steps : IProgress<string>
    {
        public void Report(string value) => Console.WriteLine(value);
    }
}
