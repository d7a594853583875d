using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A connection of a client (AMQP 0-9-1, section 2.2): its life from the protocol header to the end. One loop reads; everything that a read brings is
/// done in one <see cref="Turn"/>. The loop ends when the connection is over, and tidies up.
/// </summary>
internal sealed partial class Connection : IAsyncDisposable
{
    private readonly Broker _broker;
    private readonly IDuplexPipe _transport;
    private readonly FrameScratch _scratch = new();

    // The reader's; it changes them under the lock of the output, under which others may look at them.
    private readonly Dictionary<ushort, Channel> _channels = [];
    private ConnectionState _state;
    private int _frameMax = FrameFormat.MinimumFrameMax;
    private int _channelMax;
    private Channel? _lastChannel;
    private Turn? _turn;
    private int _openConfirms;

    public Connection(Broker broker, IDuplexPipe transport, ConnectionInfo peer)
    {
        _broker = broker;
        _transport = transport;
        _memory = broker.Resources.Memory;
        Peer = peer;
        ConnectedAt = broker.Options.TimeProvider.GetUtcNow();
        Output = new ConnectionOutput(transport.Output);
        _timer = broker.Options.TimeProvider.CreateTimer(
            static connection => ((Connection)connection!).OnTimer(), this, HandshakeTimeout, Timeout.InfiniteTimeSpan);
    }

    public ConnectionInfo Peer { get; }

    public ConnectionOutput Output { get; }

    /// <summary>The transport of a client in this process; null when there is a socket between.</summary>
    public InProcessTransport? InProcess { get; init; }

    /// <summary>Nothing is on its way, and nothing waits for memory, as far as this can be known.</summary>
    public bool IsQuiet => (InProcess is null || InProcess.IsQuiet) && !IsBlocked && Volatile.Read(ref _openConfirms) == 0;

    public string UserName { get; private set; } = "";

    /// <summary>The virtual host that it opened; null before.</summary>
    public VirtualHost? VirtualHost => _virtualHost;

    /// <summary>How many channels are open.</summary>
    public int ChannelCount => _channels.Count;

    /// <summary>Its channels at this moment, for those who only look.</summary>
    public Channel[] Channels
    {
        get
        {
            lock (Output.Gate)
            {
                return [.. _channels.Values.OrderBy(static channel => channel.Number)];
            }
        }
    }

    /// <summary>When it came.</summary>
    public DateTimeOffset ConnectedAt { get; }

    /// <summary>What its client says of itself, as it lies on the wire.</summary>
    public byte[] ClientProperties { get; private set; } = [];

    /// <summary>The greatest frame that was agreed upon, in octets; 0: no limit.</summary>
    public int FrameMax => _frameMax;

    /// <summary>How many channels were agreed upon.</summary>
    public int ChannelMax => _channelMax;

    /// <summary>The interval of heartbeats that was agreed upon, in seconds; 0: none.</summary>
    public int Heartbeat => _heartbeat;

    public byte[] UserNameOctets { get; private set; } = [];

    /// <summary>The client understands a basic.cancel that it did not ask for.</summary>
    public bool WantsCancelNotices { get; private set; }

    /// <summary>What the frames of the current read set in motion. There is one only while they are looked at.</summary>
    public Turn Turn => _turn!;

    public RouteCache Routes => _routes!;

    /// <summary>What its user may do; there since the virtual host was opened.</summary>
    public ConnectionAccess Access => _access!;

    /// <summary>Serves the client until the connection is over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static connection => ((Connection)connection!).Abort(), this);
        await using ConfiguredAsyncDisposable _ = registration.ConfigureAwait(false);
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The transport broke: nobody is left to be told. What the client held is given back when this is disposed.
            _isAborted = true;
        }
    }

    /// <summary>Gives back what the client held, and completes the transport.</summary>
    public async ValueTask DisposeAsync()
    {
        bool graceful = _state == ConnectionState.Closed && !_isAborted;
        _state = ConnectionState.Closed;
        _turn = Turn.Begin();
        try
        {
            AbandonChannels();
        }
        finally
        {
            _turn.End();
            _turn = null;
        }

        if (graceful)
        {
            await Output.FlushedAsync().WaitAsync(CloseTimeout, _broker.Options.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Output.Close();
        _parked.Clear();
        _early.Clear();
        _broker.Unblock(this);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _acknowledgementTimer?.Dispose();
        _scratch.Dispose();
        _routes?.Dispose();
        await _transport.Input.CompleteAsync().ConfigureAwait(false);
        await _transport.Output.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>Sends a method, behind everything that was sent before.</summary>
    public void Send<T>(ushort channel, in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        // What the client was answered after may not come back when the process is killed.
        _broker.Resources.Log?.Write();
        lock (Output.Gate)
        {
            FrameWriter.WriteMethod(Output, channel, in method);
            Turn.OweFlush(Output);
        }
    }

    /// <summary>Counts the confirms that wait for a store.</summary>
    public void AddOpenConfirm(int count)
    {
        Interlocked.Add(ref _openConfirms, count);
        _broker.Activity.Happened();
    }

    private async Task ReadAsync()
    {
        PipeReader input = _transport.Input;
        while (_state != ConnectionState.Closed)
        {
            ReadResult result = await input.ReadAsync().ConfigureAwait(false);
            if (result.IsCanceled && _isAborted)
            {
                return;
            }

            if (_stopReason is { } reason)
            {
                _stopReason = null;
                SayGoodbye(reason);
            }

            _hasReceived |= !result.IsCanceled;
            SequencePosition consumed = _state < ConnectionState.Running
                ? ReadEarly(result.Buffer, isLast: result.IsCompleted)
                : Read(result.Buffer, isLast: result.IsCompleted);
            input.AdvanceTo(consumed, _isInterrupted ? consumed : result.Buffer.End);
            _broker.Activity.Happened();
            if (_isInterrupted)
            {
                // There is more to be looked at, once the answers so far are on their way.
                _isInterrupted = false;
                input.CancelPendingRead();
            }
            else if (result.IsCompleted)
            {
                return;
            }

            await CommittedAsync().ConfigureAwait(false);
            if (IsPaused)
            {
                await ResumedAsync().ConfigureAwait(false);
            }

            await DrainedAsync().ConfigureAwait(false);
        }
    }

    private void AbandonChannels()
    {
        foreach (Channel channel in _channels.Values)
        {
            channel.Abandon();
        }

        lock (Output.Gate)
        {
            _channels.Clear();
        }

        _lastChannel = null;
        _virtualHost?.DeleteExclusiveQueues(this);
    }

    /// <summary>Ends the connection without a word.</summary>
    private void Abort()
    {
        _isAborted = true;
        Wake();
        Output.Close();
        _transport.Output.CancelPendingFlush();
    }
}
