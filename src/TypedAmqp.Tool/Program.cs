using System.CommandLine;
using System.Diagnostics;
using TypedAmqp.Tool;
using TypedAmqp.Tool.Brokers;
using TypedAmqp.Tool.Listing;
using TypedAmqp.Tool.Stores;
using TypedAmqp.Tool.Topologies;

long started = Stopwatch.GetTimestamp();
Command broker = BrokerCommand.Create(started);
Command root = new("typedamqp", "A broker for AMQP 0-9-1 on this machine, a look at what is in it, and the topology of an assembly.")
{
    ToolHelp.CreateOption(),
    new VersionOption(),
    broker,
    ListCommand.Create(),
    StoreCommand.Create(),
    TopologyCommand.Create(),
};

try
{
    args = ConfigFile.Expand(broker, args);
}
catch (FormatException exception)
{
    return Failure.Report(exception.Message);
}

ParseResult command = root.Parse(args);
if (command.Errors.Count > 0)
{
    return Failure.Report($"{Failure.Sentence(command)} See '{Failure.Path(command.CommandResult)} --help'.");
}

// The broker looks after signals itself: it takes its time to stop.
return await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
