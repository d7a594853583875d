using System.CommandLine;
using TypedAmqp.Broker;

namespace TypedAmqp.Tool.Stores;

/// <summary><c>typedamqp store</c>: care for data folders.</summary>
internal static class StoreCommand
{
    private static readonly Argument<string> Folder = new("DIR") { Description = "The data folder of a broker." };

    private static readonly Argument<string> Copy = new("COPY") { Description = "Where the copy is made: a folder that is empty, or not there." };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        ToolCommand check = new(
            "check", "Reads everything in a data folder that no broker uses, verifies it, and says what it found.", "store check ./data")
        {
            Arguments = { Folder },
            ExitCodes = ["0  all is well", "1  something is damaged, or cannot be read"],
        };
        check.SetAction(static (arguments, _) => RunAsync(() => Task.FromResult(Check(arguments.GetValue(Folder)!))));
        ToolCommand backup = new(
            "backup", "Copies a data folder while its broker runs. A broker that is started on the copy has all that was confirmed before.",
            "store backup ./data ./copy")
        {
            Folder, Copy,
        };
        backup.SetAction(static (arguments, cancellationToken) => RunAsync(
            () => BackupAsync(arguments.GetValue(Folder)!, arguments.GetValue(Copy)!, cancellationToken)));
        return new Command("store", "Looks after the data folder of a broker.") { check, backup };
    }

    private static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (DataFolderException exception)
        {
            return Failure.Report(exception.Message);
        }
    }

    private static int Check(string folder)
    {
        DataFolderReport report = DataFolder.Check(folder);
        foreach (DataFolderSegment segment in report.Segments)
        {
            Say($"{segment.File}: {segment.Octets} octets, {segment.Records} records, {segment.Messages} messages that wait");
        }

        foreach (DataFolderQueue queue in report.Queues)
        {
            Say($"queue '{queue.Name}' in '{queue.VirtualHost}': {Count(queue.Messages, "message")}, {Count(queue.Octets, "octet")}");
        }

        if (report.Tail > 0)
        {
            Say($"{report.Tail} octets behind the last record are room for more, or were being written when the broker ended; the next start cuts them off");
        }

        foreach (DataFolderDamage damage in report.Damage)
        {
            Say($"damaged: {damage.File} at octet {damage.Offset}: {damage.Text}");
        }

        string verdict = report switch
        {
            { Damage.Count: 0 } => "all is well",
            { IsRefused: true } => "damaged; 'typedamqp broker' refuses to start on it, and with '--accept-damage' starts with what can be read",
            _ => "damaged; 'typedamqp broker' starts on it, and loses each of these messages when its turn comes",
        };
        string messages = Count(report.Queues.Sum(static queue => (long)queue.Messages), "message");
        Say($"{Count(report.Segments.Count, "segment")}, {Count(report.Queues.Count, "queue")}, {messages}: {verdict}");
        return report.Damage.Count == 0 ? 0 : 1;
    }

    private static async Task<int> BackupAsync(string folder, string copy, CancellationToken cancellationToken)
    {
        DataFolderBackup backup = await DataFolder.BackupAsync(folder, copy, cancellationToken).ConfigureAwait(false);
        Say($"{backup.Folder}: {backup.Files} files, {backup.Octets} octets; {backup.Linked} files are shared with the original, and never change");
        return 0;
    }

    private static string Count(long number, string what) => FormattableString.Invariant($"{number} {what}{(number == 1 ? "" : "s")}");

    private static void Say(FormattableString line) => Console.Out.WriteLine(FormattableString.Invariant(line));
}
