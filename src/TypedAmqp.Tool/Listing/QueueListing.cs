using System.Buffers;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tool.Listing;

/// <summary>
/// Lists queues over AMQP alone: our broker answers a <c>basic.get</c> from the name <c>amq.typedamqp.queues</c> with the list as JSON.
/// Other brokers know no such queue.
/// </summary>
internal static class QueueListing
{
    private const string ListName = "amq.typedamqp.queues";

    /// <summary>Prints the list.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string uri, bool json, CancellationToken cancellationToken)
    {
        try
        {
            byte[] list = await ReadAsync(AmqpConnectionOptions.Parse(uri), cancellationToken).ConfigureAwait(false);
            if (json)
            {
                Console.Out.WriteLine(Encoding.UTF8.GetString(list));
            }
            else
            {
                Print(JsonSerializer.Deserialize(list, QueueLineJson.Default.QueueLineArray)!);
            }

            return 0;
        }
        catch (Exception exception) when (exception is FormatException or AmqpException or NotSupportedException)
        {
            return Failure.Report(exception.Message);
        }
    }

    private static async Task<byte[]> ReadAsync(AmqpConnectionOptions options, CancellationToken cancellationToken)
    {
        AmqpConnection connection =
            await AmqpConnection.ConnectAsync(options with { ClientName = "typedamqp list queues" }, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            AmqpChannel channel = await connection.OpenChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            try
            {
                GetResult? list = await channel.GetAsync(ListName, noAck: true, cancellationToken).ConfigureAwait(false);
                return list!.Message.Body.ToArray();
            }
            catch (AmqpChannelException exception) when (exception.ReplyCode == ReplyCode.NotFound)
            {
                string product = connection.ServerProperties["product"] as string ?? "another product";
                throw new NotSupportedException(
                    $"The broker at {options.Endpoint.Host}:{options.Endpoint.Port} is {product}, which cannot list its queues over AMQP: use its own tools, as 'rabbitmqctl list_queues name messages consumers'.",
                    exception);
            }
        }
    }

    private static void Print(QueueLine[] queues)
    {
        if (!AnsiConsole.Profile.Out.IsTerminal)
        {
            // For programs: what rabbitmqctl prints.
            Console.Out.WriteLine("name\tmessages\tconsumers");
            foreach (QueueLine queue in queues)
            {
                Console.Out.WriteLine(FormattableString.Invariant($"{queue.Name}\t{queue.Messages}\t{queue.Consumers}"));
            }

            return;
        }

        Table table = new Table().AddColumns(
            new TableColumn("name"), new TableColumn("messages").RightAligned(), new TableColumn("consumers").RightAligned());
        foreach (QueueLine queue in queues)
        {
            table.AddRow(
                Markup.Escape(queue.Name), FormattableString.Invariant($"{queue.Messages}"), FormattableString.Invariant($"{queue.Consumers}"));
        }

        AnsiConsole.Write(table);
    }
}
