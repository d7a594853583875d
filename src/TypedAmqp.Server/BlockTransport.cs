using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TypedAmqp.Server;

/// <summary>
/// Kestrel's sockets, set up for many small frames: blocks of 64 KiB, so that one read brings a whole batch, and continuations that run at once
/// on the thread that the octets came on. Measured with 16-octet messages: with Kestrel's own 4 KiB blocks, inline scheduling halves what goes through.
/// </summary>
internal sealed class BlockTransport : IDisposable
{
    /// <summary>Octets that wait to be read, or to be sent, before the other side is paused.</summary>
    private const int BufferLimit = 1024 * 1024;

    private readonly ServiceProvider _services;

    public BlockTransport(ILoggerFactory loggerFactory)
    {
        // Kestrel takes its memory pool from a container only.
        TransportServices services = new();
        services.Collection.AddSingleton(loggerFactory).AddSingleton<IMemoryPoolFactory<byte>>(new BlockPoolFactory());
        services.UseSockets(static options =>
        {
            options.UnsafePreferInlineScheduling = true;
            options.MaxReadBufferSize = BufferLimit;
            options.MaxWriteBufferSize = BufferLimit;
        });
        _services = services.Collection.BuildServiceProvider();
        Listeners = _services.GetRequiredService<IConnectionListenerFactory>();
    }

    /// <summary>Makes Kestrel's listeners.</summary>
    public IConnectionListenerFactory Listeners { get; }

    public void Dispose() => _services.Dispose();
}
