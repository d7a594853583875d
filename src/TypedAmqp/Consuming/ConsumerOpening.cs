namespace TypedAmqp.Consuming;

/// <summary>A consumer of a subscription, on a channel of its own: when it is lost, the subscription opens another.</summary>
/// <param name="Channel">Its channel, which knows the epoch.</param>
/// <param name="Consumer">The consumer, which the broker has confirmed.</param>
/// <param name="Pump">What its deliveries go to.</param>
internal sealed record ConsumerOpening(AmqpChannel Channel, AmqpConsumer Consumer, DeliveryPump Pump)
{
    /// <summary>Stops the deliveries and asks handlers to give up.</summary>
    public async Task StopAsync()
    {
        await Consumer.DisposeAsync().ConfigureAwait(false);
        await Pump.StopAsync().ConfigureAwait(false);
        if (Consumer.IsActive)
        {
            // The broker did not answer the cancel. It ends with its channel, too, for which nobody needs to agree.
            await Channel.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the handlers of a consumer that has ended, and closes the channel.</summary>
    public async Task CloseAsync()
    {
        await Consumer.Completion.ConfigureAwait(false);
        Pump.Flush();
        await Channel.DisposeAsync().ConfigureAwait(false);
        Pump.Dispose();
    }
}
