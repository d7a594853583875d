namespace TypedAmqp;

/// <summary>A delivery that was not handled, for a log.</summary>
/// <param name="Queue">The queue that it came from.</param>
/// <param name="Exchange">The exchange that it was published to.</param>
/// <param name="RoutingKey">Its routing key.</param>
/// <param name="MessageType">The message property <c>type</c>; empty when it has none.</param>
/// <param name="Redelivered">Whether it was delivered before.</param>
/// <param name="Outcome">What was done with it.</param>
/// <param name="Exception">Why; an <see cref="UndecodableMessageException"/> when no handler could be found for it.</param>
public sealed record ConsumeFailure(
    string Queue, string Exchange, string RoutingKey, string MessageType, bool Redelivered, DeliveryOutcome Outcome, Exception Exception)
{
    /// <summary>Which attempt it was, from 1: <see cref="Delivery.Attempt"/>.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>What was done with it in words, as the log has it: where it goes, as far as the queue's declaration says so.</summary>
    public string OutcomeText { get; init; } = Outcome.ToString();
}
