using System.IO.Pipelines;
using System.Net.Sockets;

namespace TypedAmqp.Manifests.Tests;

/// <summary>The end of a process after so many steps, as its broker sees it: no request and no frame comes any more.</summary>
/// <param name="after">How many requests and flushes still come.</param>
internal sealed class Interruption(int after)
{
    private int _steps;

    private int After => after;

    /// <summary>Whether the process ended before it was done.</summary>
    public bool Happened => Volatile.Read(ref _steps) > after;

    /// <summary>Sends requests until then. Every second time the last one arrives, and only its answer does not.</summary>
    public HttpMessageHandler Handler => new CutHandler(this);

    /// <summary>Writes frames until then.</summary>
    public AmqpTransport TransportTo(string uri) => async cancellationToken =>
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new Uri(uri).Host, new Uri(uri).Port, cancellationToken);
        NetworkStream stream = new(socket, ownsSocket: true);
        return new CutPipe(PipeReader.Create(stream), new CutWriter(PipeWriter.Create(stream), this));
    };

    private bool IsOver() => Interlocked.Increment(ref _steps) > after;

    private sealed class CutHandler(Interruption interruption) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool isOver = interruption.IsOver();
            if (isOver && (interruption._steps > interruption.After + 1 || interruption.After % 2 == 0))
            {
                throw new HttpRequestException("The process has ended.");
            }

            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            return isOver ? throw new HttpRequestException("The process has ended.") : response;
        }
    }

    private sealed record CutPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class CutWriter(PipeWriter inner, Interruption interruption) : PipeWriter
    {
        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception ?? new IOException("The process has ended."));

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            interruption.IsOver() ? throw new IOException("The process has ended.") : inner.FlushAsync(cancellationToken);
    }
}
