using TypedAmqp.Connections;

namespace TypedAmqp.Consuming;

/// <summary>A dispatch loop where some order is kept: takes messages that may be handled, one by one.</summary>
internal sealed class OrderedDispatcher(AmqpConsumer consumer, OrderedDeliveries ordered, DeliveryQueue queue)
{
    private readonly WakeSignal _wake = new(runAsynchronously: false);

    public void Wake() => _wake.SetFromPool();

    public async Task RunAsync()
    {
        int done = -1;
        while (true)
        {
            int count = ordered.Take(this, done, sleep: false, out DeliveryEntry entry, out object? decoded, out int slot);
            if (count == 0)
            {
                // What it leaves to do is done before anybody can take the loop for idle.
                consumer.OnIdle();
                count = ordered.Take(this, done: -1, sleep: true, out entry, out decoded, out slot);
            }

            done = -1;
            if (count < 0)
            {
                return;
            }

            if (count == 0)
            {
                await _wake.WaitAsync().ConfigureAwait(false);
                continue;
            }

            try
            {
                await consumer.HandleAsync(in entry, decoded).ConfigureAwait(false);
            }
            finally
            {
                done = slot;
                entry.Block.Release();
                queue.Return(entry.Cost);
            }
        }
    }
}
