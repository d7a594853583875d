using TypedAmqp.Testing;
using TypedAmqp.Tests.Recovery;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Connections;

/// <summary>Several endpoints: the first that answers is taken, at the start and after a loss.</summary>
public sealed class EndpointTests
{
    private static readonly Uri Nowhere = new("amqp://127.0.0.1:1");

    [Fact]
    public async Task TheFirstThatAnswersIsTaken()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        Uri good = EndpointOf(broker);
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(
            new AmqpConnectionOptions { Endpoints = [Nowhere, good, Nowhere], EndpointOrder = EndpointOrder.InOrder });
        Assert.Equal(good, connection.Endpoint);
    }

    [Fact]
    public async Task EachOfThemIsNamedWhenNoneAnswers()
    {
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(
            () => AmqpConnection.ConnectAsync("amqp://user:topsecret@127.0.0.1:1,127.0.0.1:2/vhost"));
        Assert.Contains("None of the 2 endpoints", e.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", e.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:2", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheyAreShuffledUnlessTheyAreToBeTriedInOrder()
    {
        int[] inOrder = await TriedAsync(EndpointOrder.InOrder);
        Assert.Equal(Enumerable.Range(1, 8), inOrder);
        HashSet<string> orders = [];
        for (int i = 0; i < 20; i++)
        {
            orders.Add(string.Join(",", await TriedAsync(EndpointOrder.Shuffled)));
        }

        Assert.True(orders.Count > 1, "Twenty times the same order of eight.");

        static async Task<int[]> TriedAsync(EndpointOrder order)
        {
            AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpConnection.ConnectAsync(
                new AmqpConnectionOptions { Endpoints = [.. Enumerable.Range(1, 8).Select(i => new Uri($"amqp://127.0.0.1:{i}"))],
                    EndpointOrder = order }));
            return [.. ((AggregateException)e.InnerException!).InnerExceptions.Select(
                static failure => int.Parse(failure.Message.AsSpan(failure.Message.IndexOf("0.1:", StringComparison.Ordinal) + 4, 1)))];
        }
    }

    [Fact]
    public async Task ABusGoesOnAtAnotherEndpoint()
    {
        await using TestBroker second = await TestBroker.StartAsync();
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance, options => options with
        {
            Connection = options.Connection with { Endpoints = [world.Link.Endpoint, EndpointOf(second)], EndpointOrder = EndpointOrder.InOrder },
        });
        WorkHandler handler = new();
        await bus.ConsumeAsync(handler, world.Deadline);
        AmqpConnection first = bus.Connection;
        Assert.Equal(world.Link.Endpoint, first.Endpoint);

        world.Link.Refuse();
        await first.Closed.WaitAsync(world.Deadline);
        await world.RestoredAsync(bus, first);

        Assert.Equal(EndpointOf(second), bus.Connection.Endpoint);
        await bus.WorkExchange().PublishAsync(new Note("there"), world.Deadline);
        Assert.Equal(new Note("there"), await handler.Recorder.NextAsync<Note>(world.Deadline));
    }

    private static Uri EndpointOf(TestBroker broker) => new($"amqp://127.0.0.1:{new Uri(broker.Uri).Port}");
}
