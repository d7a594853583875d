using Microsoft.Extensions.Logging;

namespace TypedAmqp.Hosting;

/// <summary>What the host's log says of the bus.</summary>
internal static partial class BusLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Endpoint}; the topology '{Topology}' is in place.")]
    public static partial void Connected(ILogger logger, string endpoint, string topology);

    [LoggerMessage(2, LogLevel.Critical, "The bus has ended: {Problem}")]
    public static partial void ConnectionLost(ILogger logger, string? problem);

    [LoggerMessage(3, LogLevel.Information, "Queues of the topology that no AddConsumer of this host consumes: {Queues}.")]
    public static partial void NotConsumed(ILogger logger, string queues);

    [LoggerMessage(4, LogLevel.Warning, "The bus is impaired: {Problem}")]
    public static partial void Impaired(ILogger logger, string? problem);

    [LoggerMessage(5, LogLevel.Information, "The bus is connected, and all of its consumers are confirmed.")]
    public static partial void Healthy(ILogger logger);

    [LoggerMessage(6, LogLevel.Information, "Services of the topology that no AddRpcServer of this host serves: {Services}.")]
    public static partial void NotServed(ILogger logger, string services);
}
