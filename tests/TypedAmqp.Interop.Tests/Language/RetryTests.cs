using System.Threading.Channels;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests.Language;

/// <summary>What a <c>[Retry]</c> becomes, on a real broker.</summary>
[Collection(nameof(Brokers))]
public sealed class RetryTests(Brokers brokers) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(1));

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_message_is_tried_again_and_parked_after_the_last_attempt(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        Channel<DeliveryOutcome> outcomes = Channel.CreateUnbounded<DeliveryOutcome>();
        await using AmqpBus bus = await AmqpBus.ConnectAsync(
            new AmqpBusOptions
            {
                Connection = AmqpConnectionOptions.Parse(broker.UriFor()),
                Topology = InteropTopology.Instance,
                OnConsumeFailure = failure => outcomes.Writer.TryWrite(failure.Outcome),
            },
            _deadline.Token);
        Handler handler = new();
        await using ConsumerSubscription retried = await bus.ConsumeAsync(handler, _deadline.Token);
        await bus.Jobs().PublishAsync(new Job("once more"), _deadline.Token);
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(attempt, await handler.Attempts.Reader.ReadAsync(_deadline.Token));
            Assert.Equal(attempt < 3 ? DeliveryOutcome.Retried : DeliveryOutcome.Parked, await outcomes.Reader.ReadAsync(_deadline.Token));
        }

        await bus.Jobs().PublishAsync(new Job("succeeds"), _deadline.Token);
        Assert.Equal(1, await handler.Attempts.Reader.ReadAsync(_deadline.Token));
        Assert.Equal(2, await handler.Attempts.Reader.ReadAsync(_deadline.Token));
        Assert.Equal(DeliveryOutcome.Retried, await outcomes.Reader.ReadAsync(_deadline.Token));
        await retried.DisposeAsync();
        Assert.Equal(1, retried.Handled);

        await using AmqpChannel channel = await bus.Connection.OpenChannelAsync(cancellationToken: _deadline.Token);
        Assert.Equal(1u, (await channel.InspectQueueAsync("interop-retried.parked", _deadline.Token)).MessageCount);
        Assert.Equal(0u, (await channel.InspectQueueAsync("interop-retried", _deadline.Token)).MessageCount);
        await channel.PurgeQueueAsync("interop-retried.parked", _deadline.Token);
    }

    public void Dispose() => _deadline.Dispose();

    private sealed class Handler : RetriedJobs.IConsumer
    {
        public Channel<int> Attempts { get; } = Channel.CreateUnbounded<int>();

        public async ValueTask HandleAsync(Job message, Delivery delivery, CancellationToken cancellationToken)
        {
            await Attempts.Writer.WriteAsync(delivery.Attempt, cancellationToken);
            if (message.Text != "succeeds" || delivery.Attempt == 1)
            {
                throw new InvalidOperationException("not yet");
            }
        }
    }
}
