using System.IO.Pipelines;
using System.Net.Sockets;

namespace TypedAmqp.Conformance.Playing;

/// <summary>The two directions of a socket.</summary>
internal sealed class SocketTransport(TcpClient tcp) : IDuplexPipe
{
    /// <inheritdoc/>
    public PipeReader Input { get; } = PipeReader.Create(tcp.GetStream());

    /// <inheritdoc/>
    public PipeWriter Output { get; } = PipeWriter.Create(tcp.GetStream());
}
