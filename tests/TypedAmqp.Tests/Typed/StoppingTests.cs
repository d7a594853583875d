using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Typed;

/// <summary>How subscriptions and buses end, when not all goes well.</summary>
public sealed class StoppingTests
{
    [Fact]
    public async Task ASubscriptionEndsThoughTheBrokerNeverAnswers()
    {
        await using ScriptedPeer peer = new();
        AmqpBus bus = await ConnectAsync(peer);
        Task<ConsumerSubscription> subscribing = bus.ConsumeAsync(new Stuck());
        PeerFrame open = await peer.ExpectAsync(MethodId.ChannelOpen);
        peer.Send(open.Channel, new ChannelOpenOk());
        await peer.ExpectAsync(MethodId.BasicQos);
        peer.Send(open.Channel, new BasicQosOk());
        await peer.ExpectAsync(MethodId.BasicConsume);
        peer.Send(open.Channel, new BasicConsumeOk { ConsumerTag = "c"u8 });
        ConsumerSubscription subscription = await subscribing.WaitAsync(ScriptedPeer.Patience);

        Task stopping = subscription.DisposeAsync().AsTask();
        await peer.ExpectAsync(MethodId.BasicCancel);
        peer.Clock.Advance(peer.Options.RequestTimeout);
        await peer.ExpectAsync(MethodId.ChannelClose);
        peer.Send(open.Channel, new ChannelCloseOk());

        await stopping.WaitAsync(ScriptedPeer.Patience);
        await subscription.Completion.WaitAsync(ScriptedPeer.Patience);
        Assert.True(bus.Connection.IsOpen);
    }

    [Fact]
    public async Task ABusThatIsDisposedSaysSo()
    {
        World world = await World.StartAsync(TestsTopology.Instance);
        AmqpBus bus = world.Bus;
        await world.DisposeAsync();
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(async () => await bus.LimitedQueue().PublishAsync(new Note("late")));
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => bus.Oracle().AskAsync(new Question("late?")));
    }

    [Fact]
    public async Task PublishesThatWaitForAChannelEndWithTheBus()
    {
        await using ScriptedPeer peer = new();
        AmqpBus bus = await ConnectAsync(peer);
        peer.Send(1, new ChannelClose { ReplyCode = ReplyCode.NotFound, ReplyText = "no exchange"u8 });
        await peer.ExpectAsync(MethodId.ChannelCloseOk);
        Task[] publishes = [.. Enumerable.Range(0, 100).Select(number => bus.LimitedQueue().PublishAsync(new Note($"{number}")).AsTask())];
        await peer.ExpectAsync(MethodId.ChannelOpen);

        Task disposing = bus.DisposeAsync().AsTask();
        peer.Vanish();

        await disposing.WaitAsync(ScriptedPeer.Patience);
        foreach (Task publish in publishes)
        {
            await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => publish.WaitAsync(ScriptedPeer.Patience));
        }
    }

    [Fact]
    public async Task ABrokerIsIdleAfterChannelsThatClosedAmidTheirDeliveries()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.ConnectionOptions);
        await using AmqpChannel publisher = await connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false });
        await publisher.DeclareQueueAsync("q");
        PublishTemplate template = new("", routingKey: "q");
        for (int round = 0; round < 200; round++)
        {
            RecordingHandler handler = new();
            AmqpChannel channel = await connection.OpenChannelAsync();
            await channel.ConsumeAsync("q", handler, new ConsumeOptions { NoAck = true });
            for (int i = 0; i < 500; i++)
            {
                await publisher.TryPublishAsync(template, default);
            }

            await handler.NextAsync();
            await channel.CloseAsync();
            await broker.IdleAsync().WaitAsync(ScriptedPeer.Patience);
        }
    }

    private static async Task<AmqpBus> ConnectAsync(ScriptedPeer peer)
    {
        Task<AmqpBus> connecting = AmqpBus.ConnectAsync(new AmqpBusOptions { Connection = peer.Options });
        await peer.AcceptAsync();
        PeerFrame open = await peer.ExpectAsync(MethodId.ChannelOpen);
        peer.Send(open.Channel, new ChannelOpenOk());
        await peer.ExpectAsync(MethodId.ConfirmSelect);
        peer.Send(open.Channel, new ConfirmSelectOk());
        return await connecting.WaitAsync(ScriptedPeer.Patience);
    }

    private sealed class Stuck : LimitedQueue.IConsumer
    {
        public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
