namespace TypedAmqp.Server.Management;

/// <summary>How much there is of each kind.</summary>
internal sealed record ObjectTotals(int Connections, int Channels, int Exchanges, int Queues, int Consumers);
