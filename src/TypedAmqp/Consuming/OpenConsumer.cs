namespace TypedAmqp.Consuming;

/// <summary>Opens a channel and consumes on it, for the first time or once more.</summary>
/// <param name="subscription">Whose consumer it is.</param>
/// <param name="epoch">Counts the openings, from 1: what was delivered on an earlier one cannot be settled any more.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate Task<ConsumerOpening> OpenConsumer(ConsumerSubscription subscription, int epoch, CancellationToken cancellationToken);
