using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>What the broker takes as an argument of a queue.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Kind">The type of its value.</param>
/// <param name="Types">The types of queue that take it.</param>
/// <param name="Least">The least number that it can be.</param>
internal sealed record QueueArgument(string Name, ArgumentKind Kind, QueueTypes Types, long Least = long.MinValue)
{
    private const QueueTypes NotStreams = QueueTypes.Classic | QueueTypes.Quorum;
    private const QueueTypes All = NotStreams | QueueTypes.Stream;

    /// <summary>The only texts that it can be; none where any will do.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The first version in which classic queues take it; none where they always did.</summary>
    public (int Major, int Minor)? ClassicSince { get; init; }

    /// <summary>Those that RabbitMQ knows; others it accepts and ignores.</summary>
    public static IReadOnlyDictionary<string, QueueArgument> Known { get; } = new QueueArgument[]
    {
        new(QueueArguments.Type, ArgumentKind.String, All) { Words = ["classic", "quorum", "stream"] },
        new("x-message-ttl", ArgumentKind.Integer, NotStreams, 0),
        new("x-expires", ArgumentKind.Integer, NotStreams, 1),
        new("x-max-length", ArgumentKind.Integer, NotStreams, 0),
        new("x-max-length-bytes", ArgumentKind.Integer, All, 0),
        new("x-max-priority", ArgumentKind.Integer, All),
        new("x-delivery-limit", ArgumentKind.Integer, QueueTypes.Quorum),
        new("x-overflow", ArgumentKind.String, NotStreams) { Words = ["drop-head", "reject-publish", "reject-publish-dlx"] },
        new("x-dead-letter-exchange", ArgumentKind.String, NotStreams),
        new("x-dead-letter-routing-key", ArgumentKind.String, NotStreams),
        new("x-dead-letter-strategy", ArgumentKind.String, QueueTypes.Quorum) { Words = ["at-most-once", "at-least-once"] },
        new("x-single-active-consumer", ArgumentKind.Boolean, NotStreams),
        new("x-consumer-timeout", ArgumentKind.Integer, NotStreams, 0),
        new("x-queue-mode", ArgumentKind.String, QueueTypes.Classic) { Words = ["default", "lazy"] },
        new("x-queue-version", ArgumentKind.Integer, QueueTypes.Classic, 1),
        new("x-queue-master-locator", ArgumentKind.String, QueueTypes.Classic),
        new("x-queue-leader-locator", ArgumentKind.String, All) { ClassicSince = (4, 0), Words =
            ["client-local", "balanced", "random", "least-leaders"] },
        new("x-quorum-initial-group-size", ArgumentKind.Integer, QueueTypes.Quorum, 1),
        new("x-quorum-target-group-size", ArgumentKind.Integer, QueueTypes.Quorum, 1),
        new("x-max-in-memory-length", ArgumentKind.Integer, QueueTypes.Quorum, 0),
        new("x-max-in-memory-bytes", ArgumentKind.Integer, QueueTypes.Quorum, 0),
        new("x-initial-cluster-size", ArgumentKind.Integer, QueueTypes.Stream, 1),
        new("x-max-age", ArgumentKind.String, QueueTypes.Stream),
        new("x-stream-max-segment-size-bytes", ArgumentKind.Integer, QueueTypes.Stream, 1),
        new("x-stream-filter-size-bytes", ArgumentKind.Integer, QueueTypes.Stream, 1),
    }.ToDictionary(static argument => argument.Name, StringComparer.Ordinal);

    /// <summary>The types that take it in a version, as people say them.</summary>
    public string TypeNames(BrokerVersion broker) => string.Join(" and ", new[] { QueueKind.Classic, QueueKind.Quorum, QueueKind.Stream }
        .Where(kind => IsTakenBy(kind, broker))
        .Select(static kind => kind.ToString().ToLowerInvariant()));

    public bool IsTakenBy(QueueKind kind, BrokerVersion broker) => (Types & (QueueTypes)(1 << (int)kind)) != 0
        && (kind != QueueKind.Classic || ClassicSince is not { } since || broker.IsFrom(since.Major, since.Minor));
}
