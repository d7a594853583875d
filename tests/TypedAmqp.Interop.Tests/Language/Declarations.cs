using TypedAmqp;

[assembly: Topology("interop")]
[assembly: Topology("rabbit-only")]
[assembly: Topology("recovery")]
[assembly: BrokerCapability(BrokerCapability.ConsistentHash)]
[assembly: BrokerCapability(BrokerCapability.ModulusHash)]
[assembly: BrokerCapability(BrokerCapability.Random)]
[assembly: BrokerCapability(BrokerCapability.RecentHistory)]

namespace TypedAmqp.Interop.Tests.Language;

[Message("job", Format = MessageFormat.Text)]
public sealed record Job(string Text);

[Exchange("interop-jobs", ExchangeType.Topic)]
[Publishes<Job>("job.created")]
public partial class Jobs;

[Queue("interop-shared")]
[Sends<Job>]
public partial class SharedJobs;

/// <summary>Durable, in a topology of its own.</summary>
[Queue("interop-recovered", Topology = "recovery")]
[Sends<Job>]
public partial class RecoveredJobs;

/// <summary>Tried again twice, then parked.</summary>
[Queue("interop-retried", QueueType.Quorum, DeliveryLimit = 20)]
[Binding<Jobs>("job.#")]
[Retry(50 * Duration.Millisecond, 100 * Duration.Millisecond)]
public partial class RetriedJobs;

[Message("line", Format = MessageFormat.Text)]
public sealed record Line(string Text);

[Queue("interop-stream", QueueType.Stream, MaxAge = 7 * Duration.Day, MaxLengthBytes = 100_000_000, MaxSegmentBytes = 10_000_000,
    InitialGroupSize = 1,
    LeaderLocator = QueueLeaderLocator.ClientLocal)]
[Sends<Line>]
public partial class Lines;

[Message("out-of-stock")]
public sealed record OutOfStock(string Sku);

[RpcService("interop-stock", Timeout = 10 * Duration.Second)]
public interface IStock
{
    [Throws<OutOfStock>]
    Task<int> CountAsync(string sku, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> NumbersAsync(int count, CancellationToken cancellationToken = default);

    [OneWay]
    Task NoteAsync(string text);
}
