using System.Collections.Concurrent;
using System.Text;
using TypedAmqp.Connections;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <content>Another secret for a connection that is open.</content>
public sealed partial class AmqpConnection
{
    private readonly Lock _secretGate = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _secrets = new();

    /// <summary>
    /// Gives the broker another secret for the user of this connection: <c>connection.update-secret</c>, for tokens that expire. With
    /// <see cref="AmqpConnectionOptions.Credentials"/> this happens by itself.
    /// </summary>
    /// <param name="secret">The new secret.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpConnectionClosedException">
    /// The connection is closed, or the broker closes it because it does not accept the secret.
    /// </exception>
    /// <exception cref="TimeoutException">The broker did not answer in time.</exception>
    public async Task UpdateSecretAsync(string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        TaskCompletionSource updated = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool flush;
        lock (_secretGate)
        {
            // One that is given up leaves its place behind, which the answer takes in its turn.
            _secrets.Enqueue(updated);
            flush = Output.Write(0, new ConnectionUpdateSecret { NewSecret = Encoding.UTF8.GetBytes(secret).AsSpan(), Reason = "renewed"u8 });
        }

        if (flush)
        {
            Output.Flush(FlushHint.Awaited);
        }

        ResumeReading();
        try
        {
            await Task.WhenAny(updated.Task, Closed).WaitAsync(Options.RequestTimeout, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The broker did not answer connection.update-secret within {Options.RequestTimeout.TotalSeconds} s.");
        }

        if (!updated.Task.IsCompleted)
        {
            throw Reason!.ToConnectionException();
        }
    }

    /// <summary>The broker took the secret.</summary>
    private void OnSecretUpdated()
    {
        if (!_secrets.TryDequeue(out TaskCompletionSource? updated))
        {
            throw new AmqpConnectionException(ReplyCode.CommandInvalid, "connection.update-secret-ok came where nothing waits for it.");
        }

        updated.SetResult();
    }
}
