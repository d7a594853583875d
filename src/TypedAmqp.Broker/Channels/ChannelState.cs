namespace TypedAmqp.Broker;

/// <summary>Life of a channel.</summary>
internal enum ChannelState
{
    Open,

    /// <summary>channel.close was sent; everything but its close-ok is ignored.</summary>
    Closing,
}
