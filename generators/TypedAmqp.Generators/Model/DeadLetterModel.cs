namespace TypedAmqp.Generators.Model;

/// <summary>Where a queue's dead letters go.</summary>
/// <param name="Target">The <see cref="TypeModel.FullName"/> of the exchange's declaring type, or of the queue's.</param>
/// <param name="Exchange">
/// The exchange's name on the broker; empty (the default exchange) when the target is a queue; null when it is neither.
/// </param>
/// <param name="RoutingKey">
/// Their routing key: the declared one, or the queue's name when the target is a queue; null when a message keeps its own.
/// </param>
/// <param name="AtLeastOnce">Whether the broker guards the way with confirms.</param>
internal sealed record DeadLetterModel(string Target, string? Exchange, string? RoutingKey, bool AtLeastOnce);
