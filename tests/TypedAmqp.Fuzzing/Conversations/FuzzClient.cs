using System.IO.Pipelines;

namespace TypedAmqp.Fuzzing.Conversations;

/// <summary>The client's end of a connection: says what it is given, in pieces, and takes what comes, whatever it is.</summary>
/// <param name="transport">The connection.</param>
/// <param name="octets">All that it says.</param>
/// <param name="readsAtOnce">Whether it takes what comes from the beginning; else only once it cannot go on, or has said everything.</param>
internal sealed class FuzzClient(IDuplexPipe transport, byte[] octets, bool readsAtOnce)
{
    private Task? _reading;
    private int _sent;

    /// <summary>Whether everything was said, or nobody listens any more.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Says at most so many octets more.</summary>
    public async Task SendAsync(int count)
    {
        if (readsAtOnce)
        {
            _reading ??= ReadAsync();
        }

        count = Math.Min(count, octets.Length - _sent);
        ValueTask<FlushResult> write = transport.Output.WriteAsync(octets.AsMemory(_sent, count));
        _sent += count;
        if (!write.IsCompleted)
        {
            _reading ??= ReadAsync();
        }

        FlushResult result = await write;
        IsDone = result.IsCompleted || _sent == octets.Length;
    }

    /// <summary>Leaves: hangs up at once, or waits until the broker has nothing more to say.</summary>
    public async Task EndAsync(bool abruptly)
    {
        if (abruptly && _reading is null)
        {
            await transport.Input.CompleteAsync(new IOException("The client is gone."));
            await transport.Output.CompleteAsync(new IOException("The client is gone."));
            return;
        }

        await transport.Output.CompleteAsync();
        await (_reading ?? ReadAsync());
        await transport.Input.CompleteAsync();
    }

    private async Task ReadAsync()
    {
        ReadResult result;
        do
        {
            result = await transport.Input.ReadAsync();
            transport.Input.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
    }
}
