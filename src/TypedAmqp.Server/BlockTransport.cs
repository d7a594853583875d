using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TypedAmqp.Server;

/// <summary>
/// Kestrel's sockets, set up for many small frames: blocks of 64 KiB, so that one read brings a whole batch, and continuations that run at once
/// on the thread that the octets came on. Measured with 16-octet messages, with Kestrel's own 4 KiB blocks, inline scheduling halves what goes
/// through.
/// </summary>
internal sealed class BlockTransport : IConnectionListenerFactory
{
    /// <summary>Octets that wait to be read, or to be sent, before the other side is paused.</summary>
    private const int BufferLimit = 1024 * 1024;

    private readonly SocketTransportFactory _sockets;

    public BlockTransport(ILoggerFactory loggerFactory)
    {
        SocketTransportOptions options = SocketsSetup.Create(new BlockPoolFactory(), static options =>
        {
            options.UnsafePreferInlineScheduling = true;
            options.MaxReadBufferSize = BufferLimit;
            options.MaxWriteBufferSize = BufferLimit;
        });
        _sockets = new SocketTransportFactory(Options.Create(options), loggerFactory);
    }

    /// <summary>Listens.</summary>
    /// <exception cref="ListenException">The address is in use, not of this machine, or not for this user.</exception>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _sockets.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
        }
        catch (AddressInUseException exception)
        {
            throw new ListenException(endpoint, "the port is in use; stop the program that listens there, or choose another port", exception);
        }
        catch (SocketException exception)
        {
            string reason = exception.SocketErrorCode switch
            {
                SocketError.AddressNotAvailable => "the address is none of this machine's",
                SocketError.AccessDenied => "this user may not open the port",
                _ => exception.Message,
            };
            throw new ListenException(endpoint, reason, exception);
        }
    }
}
