using Microsoft.Extensions.Logging;

namespace TypedAmqp.Hosting;

/// <summary>What the host's log says of the bus.</summary>
internal static partial class BusLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Host}; the topology '{Topology}' is in place.")]
    public static partial void Connected(ILogger logger, string host, string topology);

    [LoggerMessage(2, LogLevel.Critical, "The connection to the broker is lost: {Reason}.")]
    public static partial void ConnectionLost(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Error, "A message of type '{Type}' under '{RoutingKey}' from queue '{Queue}' was not handled: {Outcome}.")]
    public static partial void ConsumeFailed(ILogger logger, string type, string routingKey, string queue, DeliveryOutcome outcome, Exception exception);
}
