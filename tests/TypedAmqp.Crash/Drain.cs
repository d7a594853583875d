using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TypedAmqp.Crash;

/// <summary>Reads everything that is in a queue, and holds it on a channel of its own until it is settled or goes back.</summary>
internal sealed class Drain : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly QueueJournal _queue;
    private readonly IChannel _channel;
    private readonly List<Found> _found = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CrashReport _report;

    private Drain(QueueJournal queue, IChannel channel, CrashReport report)
    {
        _queue = queue;
        _channel = channel;
        _report = report;
    }

    public QueueJournal Queue => _queue;

    /// <summary>The messages; the delivery tag of each is its place, from 1.</summary>
    public IReadOnlyList<Found> Found => _found;

    public static async Task<Drain> ReadAsync(IConnection connection, QueueJournal queue, CrashReport report)
    {
        Drain drain = new(queue, await connection.CreateChannelAsync(), report);
        await drain.ReadAsync();
        return drain;
    }

    /// <summary>Settles many of them, and asks for an answer; the others go back to the queue when the channel closes.</summary>
    public async Task SettleAsync(Random random)
    {
        // Seldom all: what stays makes segments sparse.
        int kept = random.Next(3) == 0 ? 0 : random.Next(4, 40);
        List<long> settled = [];
        for (int i = 0; i < _found.Count; i++)
        {
            if (kept > 0 && random.Next(kept) == 0)
            {
                continue;
            }

            _queue.Settle(_found[i].Number);
            settled.Add(_found[i].Number);
            await _channel.BasicAckAsync((ulong)i + 1, multiple: false);
            if (settled.Count == 50)
            {
                await AnswerAsync(settled);
            }
        }

        await AnswerAsync(settled);
    }

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private async Task AnswerAsync(List<long> settled)
    {
        await _channel.BasicQosAsync(0, 0, global: false);
        _queue.Answer(settled);
        settled.Clear();
    }

    private async Task ReadAsync()
    {
        uint count = await _channel.MessageCountAsync(_queue.Name);
        if (count > 0)
        {
            AsyncEventingBasicConsumer consumer = new(_channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                if (MessageBody.Read(delivery.Body.Span) is { } number)
                {
                    _found.Add(new Found(number, delivery.Redelivered));
                }
                else
                {
                    _report.Violated($"{_queue.Name} has a message that is not what was published");
                }

                if (delivery.DeliveryTag == count)
                {
                    _complete.SetResult();
                }

                return Task.CompletedTask;
            };
            string tag = await _channel.BasicConsumeAsync(_queue.Name, autoAck: false, consumer);
            await _complete.Task.WaitAsync(Patience);
            await _channel.BasicCancelAsync(tag);
        }

        if (await _channel.MessageCountAsync(_queue.Name) is > 0 and var more)
        {
            _report.Violated($"{_queue.Name} has {more} messages more than it said");
        }
    }
}
