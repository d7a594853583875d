using System.IO.Pipelines;
using TypedAmqp.Connections;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;
using TypedAmqp.Transports;

namespace TypedAmqp;

/// <summary>A connection to an AMQP 0-9-1 broker. Channels do the work; one connection carries many of them.</summary>
/// <remarks>
/// Its states are three: open; closing, once <see cref="Reason"/> is set, while the last octets leave and the broker agrees; closed, once the
/// transport is gone. One method, <see cref="Break"/>, moves it on, wherever the cause is found.
/// </remarks>
public sealed partial class AmqpConnection : IAsyncDisposable
{
    private readonly IDuplexPipe _transport;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<CloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _frameMax;
    private readonly ChannelTable _channels;
    private readonly Heartbeats _heartbeats;
    private readonly Task _running;
    private CloseReason? _reason;
    private ITimer? _patience;

    private AmqpConnection(AmqpConnectionOptions options, IDuplexPipe transport, HandshakeResult agreed)
    {
        _transport = transport;
        Options = options;
        ServerProperties = agreed.ServerProperties;
        _frameMax = agreed.FrameMax;
        _channels = new ChannelTable(agreed.ChannelMax);
        Work = transport as IWorkCounter;
        Output = new ConnectionOutput(transport.Output, OnWriteFailed, Work) { MaxFramePayload = agreed.FrameMax - 8 };
        _heartbeats = new Heartbeats(this, options.TimeProvider, agreed.Heartbeat);
        _running = RunAsync();
    }

    /// <summary>Where it is connected to: the one of several endpoints that answered.</summary>
    public Uri Endpoint => Options.Endpoint;

    /// <summary>What the broker says of itself: product, version, capabilities.</summary>
    public FieldTable ServerProperties { get; }

    /// <summary>Whether channels can be opened and used.</summary>
    public bool IsOpen => Reason is null;

    /// <summary>Whether the broker asked publishers to wait (<c>connection.blocked</c>), because it is short of memory or disk.</summary>
    public bool IsBlocked => BlockedReason is not null;

    /// <summary>Why the broker asked publishers to wait, in its words; null when it did not.</summary>
    public string? BlockedReason { get; private set; }

    /// <summary>
    /// Whether reading stands still, because a consumer that no prefetch limits is slower than the broker sends: TCP then holds the broker back.
    /// </summary>
    public bool IsReadPaused => _paused is not null;

    /// <summary>Completes when the connection is closed, with the reason. It never faults.</summary>
    public Task<CloseReason> Closed => _closed.Task;

    internal AmqpConnectionOptions Options { get; }

    /// <summary>Told on the read loop why the broker asks publishers to wait, or null when they may go on.</summary>
    internal Action<string?>? BlockedChanged { get; set; }

    internal ConnectionOutput Output { get; }

    /// <summary>Told while this client is at work; null where nobody wants to know.</summary>
    internal IWorkCounter? Work { get; }

    internal PendingPublishPool PublishPool { get; } = new();

    internal CloseReason? Reason => Volatile.Read(ref _reason);

    /// <summary>Connects to the broker that a URI names.</summary>
    /// <param name="uri">For example <c>amqp://guest:guest@localhost/</c>; see <see cref="AmqpConnectionOptions.Parse"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="FormatException">The URI cannot be used.</exception>
    /// <exception cref="AmqpConnectException">
    /// Nothing listens there, the login was refused, there is no such virtual host, or it is no AMQP broker.
    /// </exception>
    public static Task<AmqpConnection> ConnectAsync(string uri, CancellationToken cancellationToken = default) =>
        ConnectAsync(AmqpConnectionOptions.Parse(uri), cancellationToken);

    /// <summary>Connects to a broker.</summary>
    /// <param name="options">Where, as whom, and how.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AmqpConnectException">
    /// Nothing listens there, the login was refused, there is no such virtual host, or it is no AMQP broker.
    /// </exception>
    public static async Task<AmqpConnection> ConnectAsync(AmqpConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        AmqpConnectionOptions[] each = options.ForEachEndpoint();
        List<AmqpConnectException> failures = [];
        foreach (AmqpConnectionOptions one in each)
        {
            try
            {
                return await ConnectInTimeAsync(one, cancellationToken).ConfigureAwait(false);
            }
            catch (AmqpConnectException e) when (each.Length > 1)
            {
                failures.Add(e);
            }
        }

        throw ConnectErrors.All(failures);
    }

    /// <summary>Opens a channel.</summary>
    /// <param name="options">How it publishes and consumes; null for confirms and a prefetch of 256.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpConnectionClosedException">The connection is closed.</exception>
    /// <exception cref="InvalidOperationException">As many channels are open as the broker allows.</exception>
    public async Task<AmqpChannel> OpenChannelAsync(AmqpChannelOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AmqpChannelOptions();
        options.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        AmqpChannel channel;
        lock (_gate)
        {
            if (_reason is not null)
            {
                throw _reason.ToConnectionException();
            }

            channel = _channels.Add(number => new AmqpChannel(this, number, options));
        }

        try
        {
            await channel.OpenAsync(cancellationToken).ConfigureAwait(false);
            return channel;
        }
        catch
        {
            // The number is free again when the broker has answered this, too.
            channel.CloseBecause(CloseReason.ByProgram("opening it was given up"));
            throw;
        }
    }

    /// <summary>Closes the connection: <c>connection.close</c>. Its channels end, and with them everything that waits.</summary>
    /// <remarks>It may be called from anywhere, a message handler included, and any number of times. It does not wait for handlers.</remarks>
    /// <param name="cancellationToken">Ends the wait for the broker's agreement; the transport is cut nevertheless, in its own time.</param>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        BeginClose(CloseReason.ByProgram("closed by the program"));
        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connection, as <see cref="CloseAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    /// <summary>
    /// Moves the connection out of its open state, once: everything that waits on it ends with the reason. The transport is cut by the read loop.
    /// </summary>
    /// <returns>The reason that counts: the first one.</returns>
    internal CloseReason Break(CloseReason reason)
    {
        AmqpChannel[] channels;
        lock (_gate)
        {
            if (_reason is not null)
            {
                return _reason;
            }

            Volatile.Write(ref _reason, reason);
            channels = _channels.ToArray();
        }

        _heartbeats.Stop();
        foreach (AmqpChannel channel in channels)
        {
            channel.OnConnectionClosed(reason);
        }

        _closed.TrySetResult(reason);
        return reason;
    }

    /// <summary>Nothing came for two heartbeats, or the transport failed: there is nobody to be polite to.</summary>
    internal void Lose(string what, Exception? cause = null)
    {
        Output.Complete(Break(new CloseReason(CloseInitiator.Transport, ReplyCode.ConnectionForced, what, Cause: cause)));
        StopReading();
    }

    /// <summary>Gives the number of a closed channel free.</summary>
    internal void Release(AmqpChannel channel)
    {
        lock (_gate)
        {
            _channels.Remove(channel);
        }
    }

    private static async Task<AmqpConnection> ConnectInTimeAsync(AmqpConnectionOptions options, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(
            options.ConnectTimeout > TimeSpan.Zero ? options.ConnectTimeout : Timeout.InfiniteTimeSpan, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ConnectCoreAsync(options, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ConnectErrors.TimedOut(options);
        }
    }

    private static async Task<AmqpConnection> ConnectCoreAsync(AmqpConnectionOptions options, CancellationToken cancellationToken)
    {
        AmqpCredentials? credentials = await GetCredentialsAsync(options, cancellationToken).ConfigureAwait(false);
        if (credentials is not null)
        {
            options = options with { UserName = credentials.UserName, Password = credentials.Password };
        }

        IDuplexPipe transport = await ConnectErrors.OpenTransportAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            HandshakeResult agreed = await new Handshake(options, transport).RunAsync(cancellationToken).ConfigureAwait(false);
            AmqpConnection connection = Start(options, transport, agreed);
            if (credentials?.ExpiresIn is TimeSpan expiresIn)
            {
                _ = SecretRefresh.RunAsync(connection, options.Credentials!, expiresIn);
            }

            return connection;
        }
        catch
        {
            await DisposeTransportAsync(transport).ConfigureAwait(false);
            throw;
        }
    }

    private static async ValueTask<AmqpCredentials?> GetCredentialsAsync(AmqpConnectionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return options.Credentials is { } provider ? await provider(cancellationToken).ConfigureAwait(false) : null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ConnectErrors.NoCredentials(options, e);
        }
    }

    /// <summary>
    /// Starts the loops and timers without the caller's execution context: its ambient values, such as the current activity, are not those of
    /// whatever is received later.
    /// </summary>
    private static AmqpConnection Start(AmqpConnectionOptions options, IDuplexPipe transport, HandshakeResult agreed)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            return new AmqpConnection(options, transport, agreed);
        }

        using (ExecutionContext.SuppressFlow())
        {
            return new AmqpConnection(options, transport, agreed);
        }
    }

    private void BeginClose(CloseReason reason)
    {
        lock (_gate)
        {
            if (_reason is not null)
            {
                return;
            }

            // Before anything leaves: the broker's time runs from here.
            _patience ??= Options.TimeProvider.CreateTimer(
                static state => ((AmqpConnection)state!).StopReading(), this, Options.CloseTimeout, Timeout.InfiniteTimeSpan);
        }

        // Before the broker can answer: its agreement may end the connection at once.
        if (!ReferenceEquals(Break(reason), reason))
        {
            return;
        }

        ConnectionClose close = new()
        {
            ReplyCode = reason.ReplyCode,
            ReplyText = reason.WireText,
            ClassId = reason.FailingMethod.ClassId,
            MethodId = reason.FailingMethod.Number,
        };
        Output.WriteLast(close, reason);
        ResumeReading();
    }

    private void OnWriteFailed(Exception e) => Lose(e.Message, e);
}
