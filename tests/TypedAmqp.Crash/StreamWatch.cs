using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TypedAmqp.Crash;

/// <summary>
/// A stream that keeps so much and no more: what was published to it, and whether it is there, each message once, in its order and with the offset
/// that it had before.
/// </summary>
internal sealed class StreamWatch(CrashReport report)
{
    public const string Name = "crash.stream";

    private const int MostOctets = 1_000_000;
    private const int SegmentOctets = 200_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentDictionary<long, bool> _confirmed = [];

    // Offsets of the messages that were there last.
    private Dictionary<long, long> _offsets = [];
    private long _last;

    public static Task CreateAsync(IChannel channel) => channel.QueueDeclareAsync(
        Name,
        durable: true,
        exclusive: false,
        autoDelete: false,
        new Dictionary<string, object?>
        {
            ["x-queue-type"] = "stream", ["x-max-length-bytes"] = MostOctets, ["x-stream-max-segment-size-bytes"] = SegmentOctets,
        });

    public async Task PublishAsync(IConnection connection, Random random)
    {
        await using IChannel channel = await connection.CreateChannelAsync(Load.Confirming);
        while (true)
        {
            List<Task> batch = [];
            for (int i = random.Next(1, 40); i > 0; i--)
            {
                long number = ++_last;
                report.AddPublished(1);
                byte[] body = MessageBody.Create(number, random);
                batch.Add(ConfirmAsync(channel.BasicPublishAsync("", Name, mandatory: true, Load.Persistent, body), number));
            }

            await Task.WhenAll(batch);
        }
    }

    /// <summary>Reads all of it, and compares.</summary>
    public async Task CheckAsync(IConnection connection)
    {
        List<(long Number, long Offset, int Octets)> found = await ReadAsync(connection);
        Dictionary<long, long> offsets = [];
        (long Number, long Offset, int Octets) before = default;
        foreach ((long Number, long Offset, int Octets) message in found)
        {
            if (before != default && (message.Number <= before.Number || message.Offset != before.Offset + 1))
            {
                report.Violated($"{Name} has message {message.Number} at offset {message.Offset} behind {before.Number} at {before.Offset}");
            }

            if (_offsets.TryGetValue(message.Number, out long known) && known != message.Offset)
            {
                report.Violated($"{Name} has message {message.Number} at offset {message.Offset}, and had it at {known}");
            }

            offsets.Add(message.Number, message.Offset);
            before = message;
        }

        foreach (long number in _confirmed.Keys.Where(number => number >= found[0].Number && !offsets.ContainsKey(number)))
        {
            report.Violated($"{Name} has lost message {number}, which was confirmed");
        }

        // What is dropped is dropped a segment at a time, and only while there is too much.
        long octets = found.Sum(static message => (long)message.Octets);
        if (found[0].Offset > 0 && octets < MostOctets / 2)
        {
            report.Violated($"{Name} has {octets} octets left, begins at offset {found[0].Offset}, and may keep {MostOctets}");
        }

        _offsets = offsets;
        report.Checked += found.Count;
    }

    // A stream does not tell how many messages it has: up to one that is published now.
    private async Task<List<(long Number, long Offset, int Octets)>> ReadAsync(IConnection connection)
    {
        await using IChannel channel = await connection.CreateChannelAsync(Load.Confirming);
        long end = ++_last;
        report.AddPublished(1);
        await ConfirmAsync(channel.BasicPublishAsync("", Name, mandatory: true, Load.Persistent, MessageBody.Create(end, new Random(0))), end);
        List<(long, long, int)> found = [];
        TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            long number = MessageBody.Read(delivery.Body.Span) ?? throw new InvalidDataException($"A message of {Name} is not what was published.");
            found.Add((number, Convert.ToInt64(delivery.BasicProperties.Headers!["x-stream-offset"], null), delivery.Body.Length));
            if (number == end)
            {
                complete.SetResult();
            }

            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(0, ushort.MaxValue, global: false);
        await channel.BasicConsumeAsync(
            Name, autoAck: false, "", noLocal: false, exclusive: false, new Dictionary<string, object?> { ["x-stream-offset"] = "first" }, consumer);
        await complete.Task.WaitAsync(Patience);
        return found;
    }

    private async Task ConfirmAsync(ValueTask published, long number)
    {
        await published;
        _confirmed[number] = true;
        report.AddConfirmed(1);
    }
}
