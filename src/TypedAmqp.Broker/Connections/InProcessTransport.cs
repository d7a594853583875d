using System.IO.Pipelines;

namespace TypedAmqp.Broker;

/// <summary>Two pipes that connect a client to the broker within a process.</summary>
internal sealed class InProcessTransport
{
    // As a socket would: a writer waits once this much is unread, in octets.
    private const int PauseThreshold = 256 * 1024;

    private static readonly PipeOptions Options = new(
        pauseWriterThreshold: PauseThreshold, resumeWriterThreshold: PauseThreshold / 2, minimumSegmentSize: 16 * 1024, useSynchronizationContext: false);

    public InProcessTransport()
    {
        Pipe toServer = new(Options);
        Pipe toClient = new(Options);
        Server = new End(toServer.Reader, toClient.Writer);
        Client = new End(toClient.Reader, toServer.Writer);
    }

    public IDuplexPipe Server { get; }

    public IDuplexPipe Client { get; }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
