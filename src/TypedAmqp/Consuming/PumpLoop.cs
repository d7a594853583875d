namespace TypedAmqp.Consuming;

/// <summary>A dispatch loop, as the handlers that it runs find it.</summary>
internal sealed class PumpLoop(DeliveryPump pump)
{
    /// <summary>The pump that it serves.</summary>
    public DeliveryPump Pump => pump;

    /// <summary>The message that is being handled, where it may be tried again.</summary>
    public ReceivedMessage Message { get; set; }

    /// <summary>The messages that are being handled together, where they may be tried again.</summary>
    public ReceivedBatch? Batch { get; set; }

    /// <summary>The message of a delivery that is being handled.</summary>
    public bool TryFind(in Delivery delivery, out ReceivedMessage message)
    {
        message = Batch?.Find(in delivery) ?? Message;
        return message.Delivery == delivery;
    }
}
