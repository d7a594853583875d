using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>A broker on a simulated disk, in as many lives as a test wants, and a client with channel 1 open in each.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    private readonly List<Broker> _lives = [];
    private readonly List<RawClient> _clients = [];

    private protected static BasicProperties Persistent { get; } = new() { DeliveryMode = DeliveryMode.Persistent };

    private protected static StoreLimits SmallSegments { get; } = new() { SegmentSize = 600, BufferSize = 256, SmallestToCompact = 64 };

    private protected SimulatedDisk Disk { get; set; } = new();

    private protected Broker Broker { get; private set; } = null!;

    private protected RawClient Client { get; private set; } = null!;

    public virtual Task InitializeAsync() => StartAsync();

    public async Task DisposeAsync()
    {
        // A broker waits a second for those who do not hang up.
        foreach (RawClient client in _clients)
        {
            await client.DisposeAsync();
        }

        foreach (Broker broker in _lives)
        {
            await broker.DisposeAsync();
        }
    }

    private protected async Task StartAsync(BrokerOptions? options = null, StoreLimits? limits = null)
    {
        Broker = new Broker(options, createStore: null, Disk, limits ?? new StoreLimits());
        _lives.Add(Broker);
        Client = await ConnectAsync();
    }

    private protected async Task<RawClient> ConnectAsync(RawOptions? options = null)
    {
        RawClient client = new(Broker.Connect());
        _clients.Add(client);
        await client.HandshakeAsync(options ?? new RawOptions());
        await client.OpenChannelAsync(1);
        return client;
    }

    /// <summary>The broker ends in order, and another one begins.</summary>
    private protected async Task RestartAsync(BrokerOptions? options = null, StoreLimits? limits = null)
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
        Disk = Disk.After(Crash.Kill);
        await StartAsync(options, limits);
    }

    /// <summary>The broker is gone in an instant, and another one begins with what is left.</summary>
    private protected Task CrashAsync(Crash crash, StoreLimits? limits = null)
    {
        Disk = Disk.After(crash);
        return StartAsync(Broker.Options, limits);
    }

    /// <summary>Publishes a persistent message, and waits for its confirm.</summary>
    private protected async Task PublishConfirmedAsync(string queue, params string[] bodies)
    {
        await SelectConfirmsAsync();
        foreach (string body in bodies)
        {
            await Client.PublishAsync(queue, body, properties: Persistent);
            await Client.ExpectAsync(MethodId.BasicAck);
        }
    }

    private protected async Task SelectConfirmsAsync()
    {
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
    }

    /// <summary>Appends so many octets, on the thread of the test.</summary>
    private protected static void Fill(CommitLog log, int octets)
    {
        for (long end = log.Appended + octets; log.Appended < end;)
        {
            log.Put(new DefinitionKey(DefinitionKind.Mark, "number"u8.ToArray()), BitConverter.GetBytes(log.Appended));
        }
    }

    /// <summary>Waits for something of which nobody is told.</summary>
    private protected static async Task UntilAsync(Func<bool> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Everything that is ready in a queue, taken out.</summary>
    private protected async Task<List<RawMessage>> DrainAsync(string queue)
    {
        List<RawMessage> messages = [];
        while (await Client.GetAsync(queue, noAck: true) is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }

    private protected async Task<string[]> TextsAsync(string queue) => [.. (await DrainAsync(queue)).Select(static message => message.Text)];
}
