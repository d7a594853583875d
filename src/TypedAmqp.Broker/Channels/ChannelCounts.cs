namespace TypedAmqp.Broker;

/// <summary>What a channel is doing.</summary>
/// <param name="Consumers">How many consumers it has.</param>
/// <param name="Unacked">How many deliveries it has not settled.</param>
/// <param name="ConsumerPrefetch">What consumers that begin from now on may hold each; 0: no limit.</param>
/// <param name="GlobalPrefetch">What all of its consumers may hold together; 0: no limit.</param>
/// <param name="IsConfirming">Publishes are confirmed.</param>
/// <param name="IsTransactional">It is in a transaction.</param>
internal readonly record struct ChannelCounts(
    int Consumers, int Unacked, int ConsumerPrefetch, int GlobalPrefetch, bool IsConfirming, bool IsTransactional);
