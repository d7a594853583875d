namespace TypedAmqp.Consuming;

/// <summary>What becomes of a delivery that failed: what was done with it, and where the queue's declaration says that it goes then.</summary>
/// <param name="Outcome">What was done with it.</param>
/// <param name="Text">The same in words, for a log.</param>
internal readonly record struct DeliveryFate(DeliveryOutcome Outcome, string Text)
{
    /// <param name="queue">The queue's declaration; null where there is none, as for a service.</param>
    /// <param name="outcome">What is done with the delivery.</param>
    /// <param name="attempt">Which attempt it was.</param>
    public static DeliveryFate Of(QueueDescriptor? queue, DeliveryOutcome outcome, int attempt) => (outcome, queue) switch
    {
        (DeliveryOutcome.Retried, { Retry: { } retry }) => new(outcome, $"Retried, after attempt {attempt} of {retry.Attempts}"),
        (DeliveryOutcome.Rejected, { Retry: { } retry }) when attempt >= retry.Attempts => Last(queue, attempt),
        (DeliveryOutcome.Rejected, { DeadLetterExchange: not null }) => new(outcome, $"Rejected, and dead-lettered {Where(queue)}"),
        (DeliveryOutcome.Rejected, { External: false, Type: not QueueType.Stream }) => new(outcome, $"Rejected, and lost: {WhyLost(queue)}"),
        (DeliveryOutcome.Requeued, { Retry: null, DeliveryLimit: { } limit }) => attempt > limit
            ? Last(queue, attempt)
            : new(outcome, $"Requeued, after attempt {attempt} of {limit + 1}"),
        _ => new(outcome, outcome.ToString()),
    };

    private static DeliveryFate Last(QueueDescriptor queue, int attempts) => queue switch
    {
        { DeadLetterExchange: not null } => new(DeliveryOutcome.Parked, $"Parked {Where(queue)} after {attempts} attempts"),
        { External: true } => new(DeliveryOutcome.Rejected, $"Rejected after {attempts} attempts"),
        _ => new(DeliveryOutcome.Rejected, $"Rejected, and lost after {attempts} attempts: {WhyLost(queue)}"),
    };

    // A policy of the broker may give it one, of which the declaration knows nothing.
    private static string WhyLost(QueueDescriptor queue) => $"queue '{queue.Name}' declares no dead-letter exchange";

    private static string Where(QueueDescriptor queue) => (queue.DeadLetterExchange, queue.Arguments.Find("x-dead-letter-routing-key")) switch
    {
        ("", string key) => $"in '{key}'",
        ("", _) => "through the default exchange",
        (var exchange, _) => $"through exchange '{exchange}'",
    };
}
