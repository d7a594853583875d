namespace TypedAmqp.Broker;

// For those who only look, from any thread.
internal sealed partial class Channel
{
    /// <summary>The connection that it belongs to.</summary>
    public Connection Connection => connection;

    /// <summary>What it is doing at this moment.</summary>
    public ChannelCounts Look()
    {
        lock (Output.Gate)
        {
            return new ChannelCounts(_consumers.Count, Unacked.Count, _consumerPrefetch, _globalPrefetch, _isConfirming, _transaction is not null);
        }
    }
}
