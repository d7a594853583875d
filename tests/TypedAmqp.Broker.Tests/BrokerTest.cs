using System.IO.Pipelines;
using System.Net.Sockets;

namespace TypedAmqp.Broker.Tests;

/// <summary>
/// A broker of its own for each test, and a client with channel 1 open. With <c>TYPEDAMQP_ORACLE=host:port</c> the client talks to the broker there
/// instead: what a test expects is then compared with what a real RabbitMQ does.
/// </summary>
public abstract class BrokerTest : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string? Oracle = Environment.GetEnvironmentVariable("TYPEDAMQP_ORACLE");

    /// <summary>Clients talk to another broker: RabbitMQ, which leaves it to them to hang up.</summary>
    internal static bool IsOracle => Oracle is not null;

    private protected BrokerTest(BrokerOptions? options = null, Func<MemoryGauge, MessageStore>? createStore = null) =>
        Broker = new Broker(options, createStore);

    private protected Broker Broker { get; }

    private protected RawClient Client { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Client = await OpenAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Client.DisposeAsync();
        await DeleteQueuesAsync();
        await Broker.DisposeAsync();
    }

    /// <summary>A transport to the broker, with nothing sent yet.</summary>
    private protected async Task<IDuplexPipe> ConnectTransportAsync()
    {
        if (Oracle is null)
        {
            return Broker.Connect();
        }

        string[] parts = Oracle.Split(':');
        TcpClient tcp = new() { NoDelay = true };
        await tcp.ConnectAsync(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        return new StreamTransport(tcp.GetStream());
    }

    /// <summary>A connection with the usual handshake behind it.</summary>
    private protected async Task<RawClient> ConnectAsync(RawOptions? options = null)
    {
        RawClient client = new(await ConnectTransportAsync());
        await client.HandshakeAsync(options ?? new RawOptions());
        return client;
    }

    /// <summary>A connection with channel 1 open.</summary>
    private protected async Task<RawClient> OpenAsync(RawOptions? options = null)
    {
        RawClient client = await ConnectAsync(options);
        await client.OpenChannelAsync(1);
        return client;
    }

    // What a test leaves on a broker that outlives it.
    private async Task DeleteQueuesAsync()
    {
        if (Oracle is null)
        {
            return;
        }

        await using RawClient cleaner = await OpenAsync();
        foreach (string queue in RawClient.Declared.Keys)
        {
            await cleaner.SendAsync(1, new Protocol.QueueDelete { Queue = queue });
            await cleaner.ReadAsync();
        }

        RawClient.Declared.Clear();
    }

    private sealed class StreamTransport(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream);

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }
}
