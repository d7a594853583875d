namespace TypedAmqp.Broker.Tests;

/// <summary>A broker of its own for each test, and a client with channel 1 open.</summary>
public abstract class BrokerTest : IAsyncLifetime, IAsyncDisposable
{
    private protected BrokerTest(BrokerOptions? options = null) => Broker = new Broker(options);

    private protected Broker Broker { get; }

    private protected RawClient Client { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Client = await RawClient.OpenAsync(Broker);

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
    }
}
