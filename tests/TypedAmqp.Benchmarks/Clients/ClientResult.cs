namespace TypedAmqp.Benchmarks.Clients;

/// <summary>What was measured.</summary>
/// <param name="Rate">Messages a second, from the first publish to the last arrival.</param>
/// <param name="Allocated">Octets allocated a message, by both ends.</param>
/// <param name="Processor">Processor time a message, by both ends, in microseconds.</param>
internal sealed record ClientResult(double Rate, double Allocated, double Processor);
