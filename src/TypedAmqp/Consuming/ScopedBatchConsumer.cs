namespace TypedAmqp.Consuming;

/// <summary>A consumer that has another one made for each batch.</summary>
internal sealed class ScopedBatchConsumer<TQueue>(Func<HandlerScope> open) : IBatchConsumer<TQueue>
    where TQueue : IQueue
{
    public async ValueTask ReceiveAsync(ReceivedBatch batch, CancellationToken cancellationToken)
    {
        HandlerScope scope = open();
        await using (scope.ConfigureAwait(false))
        {
            await ((IBatchConsumer<TQueue>)scope.Handler).ReceiveAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }
}
