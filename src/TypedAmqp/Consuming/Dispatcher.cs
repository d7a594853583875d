namespace TypedAmqp.Consuming;

/// <summary>
/// A dispatch loop: takes messages from a consumer's queue and gives them to its handler, one after the other; or, where an order is kept, to the
/// loops that do.
/// </summary>
internal sealed class Dispatcher(AmqpConsumer consumer, DeliveryQueue queue, int batch, OrderedDeliveries? ordered = null) : DispatchLoop
{
    public async Task RunAsync()
    {
        DeliveryEntry[] entries = new DeliveryEntry[batch];
        long handled = 0;
        while (true)
        {
            int count = queue.Take(this, entries, handled, sleep: false);
            if (count == 0)
            {
                // What it leaves to do is done before anybody can take the loop for idle.
                consumer.OnIdle();
                count = queue.Take(this, entries, handled: 0, sleep: true);
            }

            handled = 0;
            if (count < 0)
            {
                ordered?.Close();
                return;
            }

            if (count == 0)
            {
                await SleepAsync().ConfigureAwait(false);
            }

            for (int i = 0; i < count; i++)
            {
                if (ordered is not null)
                {
                    consumer.Order(in entries[i], ordered);
                    continue;
                }

                handled += entries[i].Cost;
                try
                {
                    await consumer.HandleAsync(in entries[i]).ConfigureAwait(false);
                }
                finally
                {
                    entries[i].Block.Release();
                }
            }
        }
    }
}
