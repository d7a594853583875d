using System.IO.Pipelines;

namespace TypedAmqp.Broker;

/// <summary>
/// Two pipes that connect a client to the broker within a process. They count what goes through, so that the broker knows when nothing is on its way.
/// </summary>
internal sealed class InProcessTransport
{
    // As a socket would: a writer waits once this much is unread, in octets.
    private const int PauseThreshold = 256 * 1024;

    private static readonly PipeOptions Options = new(
        pauseWriterThreshold: PauseThreshold,
        resumeWriterThreshold: PauseThreshold / 2,
        minimumSegmentSize: 16 * 1024,
        useSynchronizationContext: false);

    private readonly Traffic _toServer;
    private readonly Traffic _toClient;

    public InProcessTransport(Activity activity)
    {
        Pipe toServer = new(Options);
        Pipe toClient = new(Options);
        _toServer = new Traffic(activity);
        _toClient = new Traffic(activity);
        Server = new End(new CountingReader(toServer.Reader, _toServer), new CountingWriter(toClient.Writer, _toClient));
        Client = new End(new CountingReader(toClient.Reader, _toClient), new CountingWriter(toServer.Writer, _toServer));
    }

    public IDuplexPipe Server { get; }

    public IDuplexPipe Client { get; }

    /// <summary>Whether both sides have looked at all that the other one sent, and neither has left.</summary>
    public bool IsQuiet => _toServer.IsQuiet && _toClient.IsQuiet;

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
