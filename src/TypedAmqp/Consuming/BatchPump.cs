using TypedAmqp.Diagnostics;

namespace TypedAmqp.Consuming;

/// <summary>Gives the deliveries of a queue to a consumer that takes many at a time.</summary>
internal sealed class BatchPump<TQueue>(IBatchConsumer<TQueue> consumer, PumpSettings settings) : DeliveryPump(settings), IBatchHandler
    where TQueue : IQueue
{
    private readonly StreamPosition? _position = settings.Position;

    public int BatchSize { get; } = settings.BatchSize;

    public TimeSpan BatchDelay { get; } = settings.BatchDelay;

    public TimeProvider Clock { get; } = settings.Clock;

    public async ValueTask HandleAsync(ReceivedBatch batch, CancellationToken cancellationToken)
    {
        PumpLoop loop = EnterLoop(cancellationToken);
        foreach (ref readonly ReceivedMessage message in batch.Messages)
        {
            _position?.Take(in message);
        }

        if (HasRetry)
        {
            batch.CountAttempts();
            loop.Batch = batch;
        }
        else if (CountsDeliveries)
        {
            batch.CountDeliveries();
        }

        using Observation? observation = Observation.IsProcessingObserved ? Observation.ProcessBatch(Queue, batch.Messages) : null;
        Exception? thrown = null;
        HandlerDeadline? deadline = Deadlines.Begin();
        try
        {
            await consumer.ReceiveAsync(batch, deadline?.Token ?? Stopping).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            thrown = e;
        }

        loop.Batch = null;
        await SettleAsync(batch, thrown, Deadlines.End(deadline), observation).ConfigureAwait(false);
    }

    protected override ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken) =>
        consumer.ReceiveAsync(message, cancellationToken);

    private async ValueTask SettleAsync(ReceivedBatch batch, Exception? thrown, bool isLate, Observation? observation)
    {
        Exception? first = null;
        for (int index = 0; index < batch.Count; index++)
        {
            if ((batch.FailureOf(index) ?? thrown) is not Exception failure)
            {
                Settling.Succeed(batch[index]);
                continue;
            }

            failure = Deadlines.Explain(failure, isLate);
            if (first is null)
            {
                observation?.Fail(first = failure);
            }

            await Settling.FailAsync(batch[index], failure).ConfigureAwait(false);
        }

        // One acknowledgement for all that were handled, now.
        Settling.Flush(behind: false);
    }
}
