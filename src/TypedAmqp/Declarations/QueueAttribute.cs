using System.Runtime.CompilerServices;

namespace TypedAmqp;

/// <summary>
/// Declares a queue. The marked class must be <c>partial</c>; the compiler makes it an <see cref="IQueue"/> with an <c>IConsumer</c> that has one
/// method for each contract that can arrive. All times are milliseconds, written with the constants of <see cref="Duration"/>. An
/// argument that is not written is not sent to the broker.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class QueueAttribute : Attribute, IPlacedDeclaration
{
    /// <summary>Declares a queue.</summary>
    /// <param name="name">
    /// The queue's name, at most 255 octets of UTF-8. Without one the broker chooses it, each time that the queue is declared.
    /// </param>
    /// <param name="type">How the broker keeps the queue.</param>
    /// <param name="sourceFile">The file that it is written in; the compiler fills it in, as <c>PathMap</c> says.</param>
    /// <param name="sourceLine">The line; the compiler fills it in.</param>
    public QueueAttribute(
        string name = "", QueueType type = QueueType.Classic, [CallerFilePath] string sourceFile = "", [CallerLineNumber] int sourceLine = 0)
    {
        Name = name;
        Type = type;
        SourceFile = sourceFile;
        SourceLine = sourceLine;
    }

    /// <summary>The queue's name; empty when the broker chooses one.</summary>
    public string Name { get; }

    /// <summary>How the broker keeps the queue.</summary>
    public QueueType Type { get; }

    /// <inheritdoc/>
    public string SourceFile { get; }

    /// <inheritdoc/>
    public int SourceLine { get; }

    /// <summary>
    /// Whether it survives a restart of the broker. Default: <see langword="true"/>, but <see langword="false"/> for a queue that is exclusive or
    /// named by the broker.
    /// </summary>
    public bool Durable { get; set; } = true;

    /// <summary>
    /// Whether only the connection that declared it may use it, and takes it along when it closes. Default: <see langword="false"/>.
    /// </summary>
    public bool Exclusive { get; set; }

    /// <summary>Whether it is deleted when its last consumer leaves. Default: <see langword="false"/>.</summary>
    public bool AutoDelete { get; set; }

    /// <summary>Whether somebody else declares it: it is referred to, never declared from here. Default: <see langword="false"/>.</summary>
    public bool External { get; set; }

    /// <summary>What the queue is for. Default: <see cref="QueuePurpose.Consumed"/>.</summary>
    public QueuePurpose Purpose { get; set; }

    /// <summary>How often a message of a quorum queue may be delivered again before it is dead-lettered (<c>x-delivery-limit</c>).</summary>
    public int DeliveryLimit { get; set; }

    /// <summary>How long a message lives in the queue, in milliseconds (<c>x-message-ttl</c>).</summary>
    public long MessageTtl { get; set; }

    /// <summary>After how many milliseconds without use the queue is deleted (<c>x-expires</c>).</summary>
    public long Expires { get; set; }

    /// <summary>How many messages it holds at most (<c>x-max-length</c>).</summary>
    public long MaxLength { get; set; }

    /// <summary>How many octets of bodies it holds at most (<c>x-max-length-bytes</c>).</summary>
    public long MaxLengthBytes { get; set; }

    /// <summary>What happens to a message beyond these limits (<c>x-overflow</c>).</summary>
    public QueueOverflow Overflow { get; set; }

    /// <summary>The greatest priority that the queue tells apart (<c>x-max-priority</c>).</summary>
    public int MaxPriority { get; set; }

    /// <summary>Whether only one of its consumers is served at a time, the next one when it leaves (<c>x-single-active-consumer</c>).</summary>
    public bool SingleActiveConsumer { get; set; }

    /// <summary>
    /// How many messages of a quorum queue are held in memory at most (<c>x-max-in-memory-length</c>). Brokers from 4.0 on ignore it.
    /// </summary>
    public long MaxInMemoryLength { get; set; }

    /// <summary>
    /// How many octets of bodies a quorum queue holds in memory at most (<c>x-max-in-memory-bytes</c>). Brokers from 4.0 on ignore it.
    /// </summary>
    public long MaxInMemoryBytes { get; set; }

    /// <summary>
    /// How long a consumer may keep a delivery without settling it, in milliseconds; then its channel is closed (<c>x-consumer-timeout</c>, brokers
    /// from 3.12 on).
    /// </summary>
    public long ConsumerTimeout { get; set; }

    /// <summary>On which node of a cluster the leader of a quorum queue or stream begins (<c>x-queue-leader-locator</c>).</summary>
    public QueueLeaderLocator LeaderLocator { get; set; }

    /// <summary>
    /// On how many nodes of a cluster the queue is kept at first: <c>x-quorum-initial-group-size</c> of a quorum queue,
    /// <c>x-initial-cluster-size</c> of a stream.
    /// </summary>
    public int InitialGroupSize { get; set; }

    /// <summary>On how many nodes a quorum queue is kept once nodes join (<c>x-quorum-target-group-size</c>, brokers from 3.13 on).</summary>
    public int TargetGroupSize { get; set; }

    /// <summary>How old a stream's segments grow, in milliseconds, which the broker counts in whole seconds (<c>x-max-age</c>).</summary>
    public long MaxAge { get; set; }

    /// <summary>How many octets one segment of a stream has at most (<c>x-stream-max-segment-size-bytes</c>).</summary>
    public long MaxSegmentBytes { get; set; }

    /// <summary>How many octets a stream's filter has for each chunk, 16 to 255 (<c>x-stream-filter-size-bytes</c>, brokers from 3.13 on).</summary>
    public int FilterBytes { get; set; }

    /// <summary>
    /// Whether a classic queue keeps its messages on disk and reads them only when they are wanted (<c>x-queue-mode</c>). Brokers from 3.12 on ignore
    /// it: all their queues do.
    /// </summary>
    public bool Lazy { get; set; }

    /// <summary>Which storage format a classic queue uses, 1 or 2 (<c>x-queue-version</c>).</summary>
    public int StorageVersion { get; set; }

    /// <summary>The topology that it belongs to, by the name in its <see cref="TopologyAttribute"/>. Without it the assembly's first.</summary>
    public string? Topology { get; set; }
}
