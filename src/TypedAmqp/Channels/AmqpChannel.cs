using TypedAmqp.Channels;
using TypedAmqp.Connections;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;
using TypedAmqp.Transports;

namespace TypedAmqp;

/// <summary>
/// A channel of a connection: declares, publishes and consumes. Safe for use by many threads at once; what one caller sends stays in order.
/// </summary>
/// <remarks>
/// The broker closes a channel when it refuses what was asked (404, 405, 406, 403); the connection and its other channels go on. Every later use
/// throws <see cref="AmqpChannelClosedException"/> with the broker's reason.
/// </remarks>
public sealed partial class AmqpChannel : IAsyncDisposable
{
    private readonly AmqpConnection _connection;
    private readonly ConnectionOutput _output;
    private readonly AmqpChannelOptions _options;

    /// <summary>Orders what this channel writes, and guards its calls and publishes. Taken before the output's lock; nothing waits inside.</summary>
    private readonly Lock _gate = new();
    private readonly Queue<PendingCall> _calls = new();
    private readonly TaskCompletionSource<CloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MethodCall<bool>? _closing;
    private CloseReason? _reason;

    internal AmqpChannel(AmqpConnection connection, ushort number, AmqpChannelOptions options)
    {
        _connection = connection;
        _output = connection.Output;
        _options = options;
        Number = number;
        _publishes = options.Publishes ?? new PublishLine(options, connection.Options.TimeProvider, connection.PublishPool);
        if (options.Publishes is null)
        {
            // Nobody has the channel before it is open.
            Serve(_publishes);
        }

        _content = new Consuming.ContentAssembler(connection.Options.MaxBodySize);
    }

    /// <summary>Its number within the connection.</summary>
    public int Number { get; }

    /// <summary>Told while this client is at work; null where nobody wants to know.</summary>
    internal IWorkCounter? Work => _connection.Work;

    /// <summary>Where its connection goes.</summary>
    internal Uri Endpoint => _connection.Endpoint;

    /// <summary>Whether it can be used.</summary>
    public bool IsOpen => Volatile.Read(ref _reason) is null;

    /// <summary>Completes when the channel is closed, with the reason. It never faults.</summary>
    public Task<CloseReason> Closed => _closed.Task;

    /// <summary>Counts how often the channel was opened: an older delivery tag means nothing to the broker.</summary>
    internal int Epoch => _options.Epoch;

    /// <summary>Whether somebody waits for an answer of the broker on this channel.</summary>
    internal bool AwaitsAnswer
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count > 0 || _closing is not null || _publishes.AwaitsAnswer;
            }
        }
    }

    private ushort WireNumber => (ushort)Number;

    /// <summary>
    /// Closes the channel: <c>channel.close</c>. Publishes without a confirm end as unknown, unsettled messages go back to their queues.
    /// </summary>
    /// <remarks>It may be called from anywhere, a message handler included, and any number of times.</remarks>
    /// <param name="cancellationToken">Ends the wait for the broker's answer; the channel is closed nevertheless.</param>
    /// <exception cref="TimeoutException">The broker did not answer in time.</exception>
    public Task CloseAsync(CancellationToken cancellationToken = default) =>
        CloseAsync(CloseReason.ByProgram("closed by the program"), cancellationToken);

    /// <summary>Closes the channel, as <see cref="CloseAsync(CancellationToken)"/> does. An unresponsive broker is not an error here.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmqpException or TimeoutException)
        {
            // It is closed on this side. Closed has the reason.
        }
    }

    /// <summary>Opens the channel. The two methods leave together; the answers come in order.</summary>
    internal async Task OpenAsync(CancellationToken cancellationToken)
    {
        Task<bool> open = Call(new ChannelOpen(), MethodId.ChannelOpenOk, cancellationToken);
        Task<bool> confirms = _options.PublisherConfirms ? Call(new ConfirmSelect(), MethodId.ConfirmSelectOk, cancellationToken) : open;
        await Task.WhenAll(open, confirms).ConfigureAwait(false);
    }

    /// <summary>The connection is gone, and with it everything that waits.</summary>
    internal void OnConnectionClosed(CloseReason reason)
    {
        EndWith(reason, reason.ToConnectionException());
        lock (_gate)
        {
            _closing?.Complete(MethodId.ChannelCloseOk, default);
            _closing = null;
        }
    }

    /// <summary>Closes the channel because the broker, or a message handler, broke the rules. Nobody waits for the answer.</summary>
    internal void CloseBecause(CloseReason reason) => _ = BeginClose(reason);

    private async Task CloseAsync(CloseReason reason, CancellationToken cancellationToken)
    {
        MethodCall<bool>? closing = BeginClose(reason);
        if (closing is not null)
        {
            await closing.Result.WaitAsync(
                _connection.Options.CloseTimeout, _connection.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private MethodCall<bool>? BeginClose(CloseReason reason)
    {
        bool flush;
        MethodCall<bool> closing;
        lock (_gate)
        {
            if (_reason is not null)
            {
                return _closing;
            }

            _reason = reason;
            EndPublishes(reason);
            closing = new MethodCall<bool>(MethodId.ChannelCloseOk, static _ => true);
            _closing = closing;
            try
            {
                flush = _output.Write(WireNumber, new ChannelClose
                {
                    ReplyCode = reason.ReplyCode,
                    ReplyText = reason.WireText,
                    ClassId = reason.FailingMethod.ClassId,
                    MethodId = reason.FailingMethod.Number,
                });
            }
            catch (AmqpConnectionException)
            {
                // The connection closed at the same moment, which closes the channel as well.
                closing.Complete(MethodId.ChannelCloseOk, default);
                flush = false;
            }
        }

        EndWith(reason, reason.ToChannelException(Number));
        if (flush)
        {
            _output.Flush(FlushHint.Awaited);
        }

        return closing;
    }

    /// <summary>Everything that waits on the channel ends with the reason.</summary>
    private void EndWith(CloseReason reason, Exception exception)
    {
        AmqpConsumer[] consumers;
        lock (_gate)
        {
            _reason ??= reason;
            while (_calls.TryDequeue(out PendingCall? call))
            {
                call.Fail(exception);
            }

            _getting?.Fail(exception);
            EndPublishes(reason);
            consumers = [.. _consumers.Values];
            _consumers.Clear();
            _lastConsumer = null;
        }

        foreach (AmqpConsumer consumer in consumers)
        {
            consumer.End(reason, channelGone: true);
        }

        _closed.TrySetResult(_reason!);
    }

    /// <summary>Sends a synchronous method. Calls are not held back for one another: the broker answers them in their order.</summary>
    private Task<bool> Call<TMethod>(in TMethod method, MethodId answer, CancellationToken cancellationToken)
        where TMethod : struct, IMethod<TMethod>, allows ref struct => Call(method, answer, static _ => true, cancellationToken);

    private Task<TResult> Call<TMethod, TResult>(in TMethod method, MethodId answer, ReplyReader<TResult> read, CancellationToken cancellationToken)
        where TMethod : struct, IMethod<TMethod>, allows ref struct
    {
        MethodCall<TResult> call = new(answer, read);
        return Send(method, call, call.Result, cancellationToken);
    }

    private Task<TResult> Send<TMethod, TResult>(in TMethod method, PendingCall call, Task<TResult> result, CancellationToken cancellationToken)
        where TMethod : struct, IMethod<TMethod>, allows ref struct
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(cancellationToken);
        }

        bool flush;
        lock (_gate)
        {
            ThrowIfClosed();
            flush = _output.Write(WireNumber, method);
            _calls.Enqueue(call);
        }

        if (flush)
        {
            _output.Flush(FlushHint.Awaited);
        }

        _connection.ResumeReading();
        return AwaitAnswerAsync(TMethod.Id, result, cancellationToken);
    }

    /// <summary>A caller that gives up leaves its call behind, which the answer completes in its turn.</summary>
    private async Task<TResult> AwaitAnswerAsync<TResult>(MethodId method, Task<TResult> result, CancellationToken cancellationToken)
    {
        TimeSpan timeout = _connection.Options.RequestTimeout;
        try
        {
            return await result.WaitAsync(timeout, _connection.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The broker did not answer {method.Name} on channel {Number} within {timeout.TotalSeconds} s.");
        }
    }

    private bool WriteLocked<TMethod>(in TMethod method)
        where TMethod : struct, IMethod<TMethod>, allows ref struct
    {
        lock (_gate)
        {
            ThrowIfClosed();
            return _output.Write(WireNumber, method);
        }
    }

    private void ThrowIfClosed()
    {
        if (_reason is not null)
        {
            throw ClosedException();
        }
    }

    private Exception ClosedException() =>
        _connection.Reason is CloseReason reason ? reason.ToConnectionException() : _reason!.ToChannelException(Number);
}
