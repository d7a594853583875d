using System.CommandLine;

namespace TypedAmqp.Tool.Topologies;

/// <summary><c>typedamqp topology</c>: what an assembly declares.</summary>
internal static class TopologyCommand
{
    private static readonly Argument<FileSystemInfo> Target = TopologySource.CreateArgument();

    private static readonly Option<bool> Update = new("--update") { Description = "Writes the lock file." };

    private static readonly Option<bool> Check =
        new("--check") { Description = "Only says how the lock file differs, and fails if it does. This is the default." };

    private static readonly Option<FileInfo?> File = new("--file")
    {
        Description = "The lock file. Default: topology.lock.json beside the project, or in this folder for an assembly.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        ToolCommand command = new(
            "lock",
            "Writes or checks topology.lock.json: the topology that is released, with which the compiler compares what is declared.",
            "topology lock src/Shop --update",
            "topology lock src/Shop --check")
        {
            Arguments = { Target },
            Options = { Update, Check, File },
            ExitCodes = ["0  the lock file is, or now is, what is declared", "1  it is not, or it cannot be said"],
        };
        command.Validators.Add(static result =>
        {
            if (result.GetValue(Update) && result.GetValue(Check))
            {
                result.AddError("'--update' writes the lock file and '--check' does not: choose one.");
            }
        });
        command.SetAction(static (arguments, cancellationToken) => Failure.ReportedAsync(() =>
            TopologyLock.RunAsync(arguments.GetValue(Target)!, arguments.GetValue(Update), arguments.GetValue(File), cancellationToken)));
        Command topology =
            new("topology", "What an assembly declares.") { command, ExportCommand.Create(), ImportCommand.Create(), ReplaceCommand.Create() };
        foreach (Command drift in DriftCommands.Create())
        {
            topology.Subcommands.Add(drift);
        }

        return topology;
    }
}
