using TypedAmqp;

[assembly: Topology("interop")]

namespace TypedAmqp.Interop.Tests.Language;

[Message("job", Format = MessageFormat.Text)]
public sealed record Job(string Text);

[Exchange("interop-jobs", ExchangeType.Topic)]
[Publishes<Job>("job.created")]
public partial class Jobs;

/// <summary>Tried again twice, then parked.</summary>
[Queue("interop-retried", QueueType.Quorum)]
[Binding<Jobs>("job.#")]
[Retry(50 * Duration.Millisecond, 100 * Duration.Millisecond)]
public partial class RetriedJobs;

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
