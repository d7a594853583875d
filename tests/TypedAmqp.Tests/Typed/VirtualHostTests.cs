using TypedAmqp.Broker;
using TypedAmqp.Testing;

namespace TypedAmqp.Tests.Typed;

/// <summary>Two topologies in one program, each in its own virtual host.</summary>
public sealed class VirtualHostTests : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));

    [Fact]
    public async Task EachHasItsOwnDeclarations()
    {
        TopologyDescriptor audit = AuditTopology.Instance.Descriptor;
        Assert.Equal("audit", audit.VirtualHost);
        Assert.Equal(["work"], audit.Exchanges.Select(static exchange => exchange.Name));
        Assert.Equal(["work"], audit.Queues.Select(static queue => queue.Name));
        Assert.Equal(["auditor"], audit.Services.Select(static service => service.Name));
        Assert.Null(TestsTopology.Instance.Descriptor.VirtualHost);
        Assert.DoesNotContain(TestsTopology.Instance.Descriptor.Services, static service => service.Name == "auditor");
        await using TestBroker broker = await StartAsync();
        await using AmqpBus tests = await AmqpBus.ConnectAsync(broker.ConnectionOptions, TestsTopology.Instance, _deadline.Token);
        await using AmqpBus auditing = await AmqpBus.ConnectAsync(broker.ConnectionOptions, AuditTopology.Instance, _deadline.Token);
        WorkHandler work = new();
        Handler entries = new();
        await using ConsumerSubscription one = await tests.ConsumeAsync(work, _deadline.Token);
        await using ConsumerSubscription other = await auditing.ConsumeAsync(entries, _deadline.Token);
        await tests.WorkExchange().PublishAsync(new Note("here"), _deadline.Token);
        await auditing.AuditExchange().PublishAsync(new Entry("there"), _deadline.Token);
        Assert.Equal("here", (await work.Recorder.NextAsync<Note>(_deadline.Token)).Text);
        Assert.Equal("there", (await entries.Recorder.NextAsync<Entry>(_deadline.Token)).Text);
        await using ConsumerSubscription server = await auditing.ServeAsync(new Auditor(), cancellationToken: _deadline.Token);
        Assert.Equal(new Entry("checked"), await auditing.Auditor().CheckAsync(new Entry("?")));
    }

    [Fact]
    public async Task TheConfigurationHasTheLastWord()
    {
        await using TestBroker broker = await StartAsync("elsewhere");
        await using AmqpBus auditing =
            await AmqpBus.ConnectAsync(broker.ConnectionOptions with { VirtualHost = "elsewhere" }, AuditTopology.Instance, _deadline.Token);
        await auditing.AuditExchange().PublishAsync(new Entry("there"), _deadline.Token);
        await Assert.ThrowsAnyAsync<Exception>(() => AmqpBus.ConnectAsync(broker.ConnectionOptions, AuditTopology.Instance, _deadline.Token));
    }

    public void Dispose() => _deadline.Dispose();

    private static Task<TestBroker> StartAsync(string virtualHost = "audit") =>
        TestBroker.StartAsync(new TestBrokerOptions { Listen = false, Broker = new BrokerOptions { VirtualHosts = ["/", virtualHost] } });

    private sealed class Handler : AuditQueue.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(Entry message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);
    }

    private sealed class Auditor : IAuditor
    {
        public Task<Entry> CheckAsync(Entry entry) => Task.FromResult(new Entry("checked"));
    }
}
