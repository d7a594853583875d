namespace TypedAmqp.Broker;

/// <summary>What a queue wrote on a message when it came.</summary>
/// <param name="Number">Its number there.</param>
/// <param name="Time">In milliseconds of the broker's clock: to a stream, when it came; to a delayed exchange, when it is due.</param>
internal readonly record struct MessageStamp(long Number, long Time);
