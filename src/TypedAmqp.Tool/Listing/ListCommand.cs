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

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        ToolCommand queues = new(
            "queues", "Lists the queues of a virtual host with their messages, ready or not acknowledged yet, and consumers.",
            "list queues --uri amqp://guest:guest@localhost/shop")
        {
            Uri,
        };
        queues.SetAction((arguments, cancellationToken) => QueueListing.RunAsync(arguments.GetValue(Uri)!, cancellationToken));
        return new Command("list", "Lists what is in a broker.") { queues };
    }
}
