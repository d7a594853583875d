using System.Threading.Channels;
using TypedAmqp.Testing;

namespace TypedAmqp.Tests.Typed;

/// <summary>A broker in this process and a bus connected to it, for one test.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TestBroker _broker;
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));

    private World(TestBroker broker) => _broker = broker;

    public AmqpBus Bus { get; private set; } = null!;

    /// <summary>Ends a test that waits for what never comes.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>What the consumers of <see cref="Bus"/> reported.</summary>
    public Channel<ConsumeFailure> Failures { get; } = System.Threading.Channels.Channel.CreateUnbounded<ConsumeFailure>();

    public static async Task<World> StartAsync(ITopology topology, Func<AmqpBusOptions, AmqpBusOptions>? configure = null)
    {
        World world = new(await TestBroker.StartAsync(new TestBrokerOptions { Listen = false }));
        world.Bus = await world.ConnectAsync(topology, configure);
        return world;
    }

    public Task<AmqpBus> ConnectAsync(ITopology topology, Func<AmqpBusOptions, AmqpBusOptions>? configure = null)
    {
        AmqpBusOptions options = new()
        {
            Connection = _broker.ConnectionOptions,
            Topology = topology,
            OnConsumeFailure = failure => Failures.Writer.TryWrite(failure),
        };
        return AmqpBus.ConnectAsync(configure?.Invoke(options) ?? options, Deadline);
    }

    /// <summary>Completes when nothing is on its way, nor being handled.</summary>
    public Task IdleAsync() => _broker.IdleAsync(Deadline);

    /// <summary>A channel as a program without this library has it.</summary>
    public Task<AmqpChannel> OpenChannelAsync() => Bus.Connection.OpenChannelAsync(cancellationToken: Deadline);

    public async ValueTask DisposeAsync()
    {
        await Bus.DisposeAsync();
        await _broker.DisposeAsync();
        _deadline.Dispose();
    }
}
