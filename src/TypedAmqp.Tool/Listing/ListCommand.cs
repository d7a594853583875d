using System.CommandLine;

namespace TypedAmqp.Tool.Listing;

/// <summary><c>typedamqp list</c>: what is in a broker.</summary>
internal static class ListCommand
{
    private static readonly Option<string> Uri = new("--uri")
    {
        Description = "The broker and the virtual host.",
        HelpName = "amqp://USER:PASSWORD@HOST:PORT/VHOST",
        DefaultValueFactory = static _ => "amqp://localhost",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Prints JSON, with whether each queue is durable, exclusive or deleted with its last consumer, and which messages are ready.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        ToolCommand queues = new(
            "queues", "Lists the queues of a virtual host with their messages, ready or not acknowledged yet, and consumers.",
            "list queues --uri amqp://guest:guest@localhost/shop", "list queues --json")
        {
            Uri, Json,
        };
        queues.SetAction(
            (arguments, cancellationToken) => QueueListing.RunAsync(arguments.GetValue(Uri)!, arguments.GetValue(Json), cancellationToken));
        return new Command("list", "Lists what is in a broker.") { queues };
    }
}
