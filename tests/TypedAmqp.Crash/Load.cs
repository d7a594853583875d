using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace TypedAmqp.Crash;

/// <summary>What publishers and consumers do until the broker is gone; each tells the journal before it sends, and after it was answered.</summary>
internal static class Load
{
    public static readonly CreateChannelOptions Confirming = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);

    public static readonly BasicProperties Persistent = new() { Persistent = true };

    /// <summary>Publishes to one queue, or through the fanout to several, in batches whose confirms are awaited together.</summary>
    public static async Task PublishAsync(
        IConnection connection, string exchange, IReadOnlyList<QueueJournal> queues, Random random, int smallestBody = 0)
    {
        await using IChannel channel = await connection.CreateChannelAsync(Confirming);
        while (true)
        {
            int size = random.Next(4) == 0 ? 1 : random.Next(2, 100);
            List<Task> batch = new(size);
            for (int i = 0; i < size; i++)
            {
                // The same number in each: they are published together, and by nobody else.
                long[] numbers = [.. queues.Select(static queue => queue.Publish())];
                byte[] body = MessageBody.Create(numbers[0], random, smallestBody);
                ValueTask published = channel.BasicPublishAsync(exchange, queues[0].Name, mandatory: true, Persistent, body);
                batch.Add(ConfirmAsync(published, queues, numbers[0]));
            }

            await Task.WhenAll(batch);
        }
    }

    /// <summary>
    /// Consumes: some are acknowledged one by one, some together, some rejected, some put back, some left; a part of it is followed by an answered
    /// method.
    /// </summary>
    public static async Task ConsumeAsync(IConnection connection, QueueJournal queue, Random random, CrashReport report)
    {
        await using IChannel channel = await connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, 40, global: false);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<long> settled = [];
        long last = 0;
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            try
            {
                long number = MessageBody.Read(delivery.Body.Span)
                    ?? throw new InvalidDataException($"A message of {queue.Name} is not what was published.");
                if (!delivery.Redelivered && number <= last)
                {
                    report.Violated($"{queue.Name} delivered message {number} behind {last}");
                }

                last = Math.Max(last, number);
                switch (random.Next(20))
                {
                    case 0:
                        await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: true);
                        break;
                    case 1:
                        queue.Settle(number);
                        settled.Add(number);
                        await channel.BasicNackAsync(delivery.DeliveryTag, multiple: false, requeue: false);
                        break;
                    case 2 when random.Next(30) == 0:
                        // Left: it is held until the end.
                        break;
                    default:
                        queue.Settle(number);
                        settled.Add(number);
                        await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
                        break;
                }

                if (random.Next(15) == 0)
                {
                    await channel.BasicQosAsync(0, 40, global: false);
                    queue.Answer(settled);
                    settled.Clear();
                }
            }
            catch (Exception exception)
            {
                closed.TrySetException(exception);
            }
        };
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            closed.TrySetException(new IOException($"The channel of {queue.Name} was closed: {reason.ReplyText}"));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.Name, autoAck: false, consumer);
        await closed.Task;
    }

    /// <summary>Publishes and settles in transactions over two queues.</summary>
    public static async Task TransactAsync(
        IConnection connection, QueueJournal[] queues, Random random, Action<Transaction?> current, CrashReport report)
    {
        await using IChannel channel = await connection.CreateChannelAsync();
        await channel.TxSelectAsync();
        while (true)
        {
            Transaction transaction = new();
            current(transaction);
            for (int i = random.Next(1, 12); i > 0; i--)
            {
                QueueJournal queue = queues[random.Next(queues.Length)];
                long number = queue.Publish();
                transaction.Published.Add((queue, number));
                await channel.BasicPublishAsync("", queue.Name, mandatory: true, Persistent, MessageBody.Create(number, random));
            }

            for (int i = random.Next(12); i > 0; i--)
            {
                QueueJournal queue = queues[random.Next(queues.Length)];
                if (await channel.BasicGetAsync(queue.Name, autoAck: false) is { } got)
                {
                    transaction.Settled.Add((queue, MessageBody.Read(got.Body.Span) ?? throw new InvalidDataException(
                        $"A message of {queue.Name} is not what was published.")));
                    await channel.BasicAckAsync(got.DeliveryTag, multiple: false);
                }
            }

            transaction.Settled.ForEach(static message => message.Queue.Settle(message.Number));
            transaction.IsCommitSent = true;
            await channel.TxCommitAsync();
            transaction.Published.ForEach(static message => message.Queue.Confirm(message.Number));
            transaction.Settled.ForEach(static message => message.Queue.Answer(message.Number));
            current(null);
            report.AddTransaction();
        }
    }

    private static async Task ConfirmAsync(ValueTask published, IReadOnlyList<QueueJournal> queues, long number)
    {
        await published;
        foreach (QueueJournal queue in queues)
        {
            queue.Confirm(number);
        }
    }
}
