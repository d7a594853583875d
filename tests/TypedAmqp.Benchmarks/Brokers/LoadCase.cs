namespace TypedAmqp.Benchmarks.Brokers;

/// <summary>A run of the load generator.</summary>
/// <param name="Name">What it measures.</param>
/// <param name="Arguments">Its options.</param>
/// <param name="Target">How many times RabbitMQ's rate ours is to be; null where there is no such aim.</param>
/// <param name="Messages">Messages of each producer, for a broker that does a hundred thousand a second; ours gets ten times as many.</param>
/// <param name="HasCeiling">Whether the same octets can be sent through a bare relay in C: what the machine gives, whatever the broker.</param>
internal sealed record LoadCase(string Name, string Arguments, double? Target, int Messages = 200_000, bool HasCeiling = false);
