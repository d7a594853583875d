namespace TypedAmqp.Generators.Model;

/// <summary>What a route says about every message that takes it.</summary>
/// <param name="Persistent">Whether brokers keep it on disk.</param>
/// <param name="Mandatory">Whether it comes back when no queue takes it.</param>
/// <param name="Priority">Its priority; null when it has none.</param>
/// <param name="ExpirationMilliseconds">How long it lives in a queue; null when it does not expire.</param>
/// <param name="DelayMilliseconds">How long it waits in a delayed exchange; null when it does not wait.</param>
internal sealed record PublishOptionsModel(bool Persistent, bool Mandatory, long? Priority, long? ExpirationMilliseconds, long? DelayMilliseconds)
{
    /// <summary>Whether a publish waits for the broker to confirm it.</summary>
    public bool Confirm { get; init; } = true;
}
