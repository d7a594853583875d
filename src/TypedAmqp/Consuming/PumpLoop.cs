namespace TypedAmqp.Consuming;

/// <summary>A dispatch loop, as the handlers that it runs find it.</summary>
internal sealed class PumpLoop(DeliveryPump pump)
{
    /// <summary>The pump that it serves.</summary>
    public DeliveryPump Pump => pump;

    /// <summary>The message that is being handled, where it may be tried again.</summary>
    public ReceivedMessage Message { get; set; }
}
