namespace TypedAmqp.Consuming;

/// <summary>A consumer that has another one made for each delivery.</summary>
internal sealed class ScopedConsumer<TQueue>(Func<HandlerScope> open) : IConsumer<TQueue>
    where TQueue : IQueue
{
    public async ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        HandlerScope scope = open();
        await using (scope.ConfigureAwait(false))
        {
            await ((IConsumer<TQueue>)scope.Handler).ReceiveAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }
}
