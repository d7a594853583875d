using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace TypedAmqp;

/// <summary>How a bus connects and behaves.</summary>
public sealed record AmqpBusOptions
{
    /// <summary>Where to connect, as whom.</summary>
    public AmqpConnectionOptions Connection { get; init; } = new();

    /// <summary>The topology; without one, the bus declares nothing.</summary>
    public ITopology? Topology { get; init; }

    /// <summary>What connecting does about the topology; <see cref="TopologyMode.Apply"/> unless set.</summary>
    public TopologyMode TopologyMode { get; init; }

    /// <summary>What exchanges, queues and services are called on the broker; as they are declared unless set.</summary>
    public TopologyNames Names { get; init; } = TopologyNames.AsDeclared;

    /// <summary>Whether publishing waits for the broker to confirm; <see langword="true"/> unless set.</summary>
    public bool PublisherConfirms { get; init; } = true;

    /// <summary>After which time without a confirm a publish ends as <see cref="PublishOutcome.Unknown"/>; 30 s unless set.</summary>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many publishes of a batch, or of a sequence, may be without their confirm at a time; 1024 unless set.</summary>
    public int PublishWindow { get; init; } = Publishing.PublishWindow.Usual;

    /// <summary>What is done when the connection, a channel or a consumer is lost; it is restored unless set otherwise.</summary>
    public RecoveryOptions Recovery { get; init; } = RecoveryOptions.Default;

    /// <summary>
    /// Where the log goes: handlers that fail or take too long, messages that cannot be read, each with an event id. Nowhere unless set; a host sets
    /// its own.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>
    /// Told of each delivery that was not handled, on the consumer's dispatch loop; for a log. It must be quick. An exception of its own is logged.
    /// </summary>
    public Action<ConsumeFailure>? OnConsumeFailure { get; init; }

    internal ILogger CreateLogger() => LoggerFactory?.CreateLogger<AmqpBus>() ?? (ILogger)NullLogger.Instance;
}
