using System.Collections.Concurrent;
using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TypedAmqp.Crash;

/// <summary>A delayed exchange: whatever was confirmed comes, in whichever life of the broker, and not before its time.</summary>
internal sealed class DelayWatch(CrashReport report)
{
    private const string Name = "crash.delayed";
    private const int LongestDelay = 3000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The clocks of two processes, and what is cut off of a millisecond.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<long, long> _published = [];
    private readonly ConcurrentDictionary<long, bool> _awaited = [];
    private readonly ConcurrentDictionary<long, bool> _seen = [];
    private TaskCompletionSource? _complete;
    private long _last;

    public static async Task CreateAsync(IChannel channel)
    {
        await channel.ExchangeDeclareAsync(
            Name, "x-delayed-message", durable: true, autoDelete: false, new Dictionary<string, object?> { ["x-delayed-type"] = "direct" });
        await channel.QueueDeclareAsync(Name, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(Name, Name, "key");
    }

    public async Task PublishAsync(IConnection connection, Random random)
    {
        await using IChannel channel = await connection.CreateChannelAsync(Load.Confirming);
        while (true)
        {
            List<Task> batch = [];
            for (int i = random.Next(1, 20); i > 0; i--)
            {
                long number = ++_last;
                int delay = random.Next(1, LongestDelay);
                BasicProperties properties = new() { Persistent = true, Headers = new Dictionary<string, object?> { ["x-delay"] = delay } };
                _published[number] = Stopwatch.GetTimestamp() + (delay * Stopwatch.Frequency / 1000);
                report.AddPublished(1);
                byte[] body = MessageBody.Create(number, random);
                batch.Add(ConfirmAsync(channel.BasicPublishAsync(Name, "key", mandatory: false, properties, body), number));
            }

            await Task.WhenAll(batch);
        }
    }

    /// <summary>Takes what comes.</summary>
    public async Task ConsumeAsync(IConnection connection)
    {
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IChannel channel = await connection.CreateChannelAsync();
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            See(MessageBody.Read(delivery.Body.Span) ?? throw new InvalidDataException($"A message of {Name} is not what was published."));
            try
            {
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            }
            catch (Exception exception)
            {
                closed.TrySetException(exception);
            }
        };
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetException(new IOException($"The channel of {Name} was closed: {reason.ReplyText}"));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Name, autoAck: false, consumer);
        await closed.Task;
    }

    /// <summary>Waits for all that was confirmed, in the last life.</summary>
    public async Task CheckAsync(IConnection connection)
    {
        _complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_awaited.IsEmpty)
        {
            await Task.WhenAny(ConsumeAsync(connection), _complete.Task, Task.Delay(Patience));
        }

        foreach (long number in _awaited.Keys.Order())
        {
            report.Violated($"{Name} has lost message {number}, which was confirmed");
        }

        report.Checked += _seen.Count;
    }

    private void See(long number)
    {
        if (_seen.TryAdd(number, true) && Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _published[number]) > Tolerance)
        {
            report.Violated($"{Name} delivered message {number} before it was due");
        }

        _awaited.TryRemove(number, out _);
        if (_awaited.IsEmpty)
        {
            _complete?.TrySetResult();
        }
    }

    private async Task ConfirmAsync(ValueTask published, long number)
    {
        await published;
        report.AddConfirmed(1);
        _awaited[number] = true;
        if (_seen.ContainsKey(number))
        {
            _awaited.TryRemove(number, out _);
        }
    }
}
