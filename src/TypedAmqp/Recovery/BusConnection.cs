using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TypedAmqp.Topologies;

namespace TypedAmqp.Recovery;

/// <summary>
/// The connection of a bus: when it is lost, another takes its place, on which the topology is in place again. Whoever needs a connection asks for it
/// anew with <see cref="WhenOpenAsync"/> and puts back what was its own: channels, consumers, publishes.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Cancelled when it ends, and without a timer: there is nothing to dispose of.")]
internal sealed class BusConnection
{
    private readonly AmqpConnectionOptions _options;
    private readonly TopologyDescriptor? _topology;
    private readonly TopologyMode _mode;
    private readonly Backoff _backoff;
    private readonly BusHealth _health;
    private readonly Action<string, string?> _compared;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<CloseReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _opening;
    private AmqpConnection? _current;

    /// <param name="options">Where to connect, and how.</param>
    /// <param name="recovery">What to do when the connection is lost.</param>
    /// <param name="topology">What is declared or compared on each connection; null for nothing.</param>
    /// <param name="mode">Which of the two, or neither.</param>
    /// <param name="health">Where it says how it is.</param>
    /// <param name="compared">Told, where a topology is declared again, of each queue, and its difference on the broker if there is one.</param>
    public BusConnection(
        AmqpConnectionOptions options, RecoveryOptions recovery, TopologyDescriptor? topology, TopologyMode mode, BusHealth health,
        Action<string, string?> compared)
    {
        _options = options;
        Recovery = recovery;
        _topology = topology;
        _mode = mode;
        _health = health;
        _compared = compared;
        _backoff = CreateBackoff();
    }

    /// <summary>What to do when something is lost.</summary>
    public RecoveryOptions Recovery { get; }

    /// <summary>The connection at this moment, which may be lost.</summary>
    /// <exception cref="InvalidOperationException">There was none yet.</exception>
    public AmqpConnection Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException(
        "The bus is not connected yet: a host connects it when it starts. Publishes and calls wait for that; its connection is there afterwards.");

    /// <summary>Where the bus is connected to, or was at last: of several endpoints the one that answered.</summary>
    public Uri Endpoint => Volatile.Read(ref _current)?.Endpoint ?? _options.Endpoint;

    /// <summary>Whether there is a connection at this moment.</summary>
    public bool IsOpen => Volatile.Read(ref _current) is { IsOpen: true };

    /// <summary>Completes when no further connection comes, with the reason. It never faults.</summary>
    public Task<CloseReason> Ended => _ended.Task;

    /// <summary>Cancelled when no further connection comes.</summary>
    public CancellationToken Ending => _ending.Token;

    public Backoff CreateBackoff() => new(Recovery, _options.TimeProvider, Random.Shared.NextDouble);

    /// <summary>The connection, as soon as there is one.</summary>
    /// <exception cref="AmqpConnectionClosedException">No further one comes.</exception>
    public async ValueTask<AmqpConnection> WhenOpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_ended.Task.IsCompletedSuccessfully)
                {
                    throw _ended.Task.Result.ToConnectionException();
                }

                if (_current is { IsOpen: true } open)
                {
                    return open;
                }

                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection, and does not open another.</summary>
    public async Task CloseAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        Task opening;
        lock (_gate)
        {
            opening = _opening?.Task ?? Task.CompletedTask;
        }

        await opening.ConfigureAwait(false);
        if (Volatile.Read(ref _current) is not { } last)
        {
            // None was taken, and none will be.
            await EndAsync(CloseReason.ByProgram("The bus was never connected.")).ConfigureAwait(false);
        }
        else
        {
            await last.DisposeAsync().ConfigureAwait(false);
        }

        await Ended.ConfigureAwait(false);
    }

    /// <summary>Connects for the first time.</summary>
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    /// <exception cref="AmqpConnectionClosedException">It was closed meanwhile.</exception>
    public async Task OpenFirstAsync(ILogger logger, CancellationToken cancellationToken)
    {
        TaskCompletionSource opening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _opening = opening;
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Ending);
        try
        {
            AmqpConnection first = await FirstConnection.OpenAsync(Recovery, _options, logger, OpenAsync, either.Token).ConfigureAwait(false);
            if (Take(first))
            {
                _ = RunAsync();
                return;
            }

            await first.DisposeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Whoever connects has not cancelled that: it is told below what happened.
        }
        finally
        {
            opening.SetResult();
        }

        throw CloseReason.ByProgram("The bus was closed while it was being connected.").ToConnectionException();
    }

    /// <summary>Connects, and sees to the topology.</summary>
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    private async Task<AmqpConnection> OpenAsync(CancellationToken cancellationToken)
    {
        AmqpConnection connection = await AmqpConnection.ConnectAsync(_options, cancellationToken).ConfigureAwait(false);
        try
        {
            if (_topology is not null)
            {
                // A program does not start on what it was not written for. One that runs goes on with a queue that was replaced in operation.
                Action<string, string?>? compared = Volatile.Read(ref _current) is null ? null : _compared;
                await TopologyStartup.RunAsync(connection, _topology, _mode, compared, cancellationToken).ConfigureAwait(false);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A consumer has noticed before this did that the connection is lost: told first, it is what the consumer's end follows from.</summary>
    public void NoticeLoss(CloseReason reason)
    {
        lock (_gate)
        {
            if (!IsOpen && reason.Initiator != CloseInitiator.Application)
            {
                _health.Disconnected($"The connection was {reason}.");
            }
        }
    }

    private async Task RunAsync()
    {
        CloseReason reason;
        AmqpConnection? next = null;
        do
        {
            reason = await Current.Closed.ConfigureAwait(false);
            if (reason.Initiator == CloseInitiator.Application || !Recovery.Enabled || Ending.IsCancellationRequested)
            {
                next = null;
                break;
            }

            _health.Disconnected($"The connection was {reason}.");
            next = await ReopenAsync(reason).ConfigureAwait(false);
        }
        while (next is not null && Take(next));

        if (next is not null)
        {
            await next.DisposeAsync().ConfigureAwait(false);
        }

        await EndAsync(reason).ConfigureAwait(false);
    }

    /// <summary>Tries until there is a connection again.</summary>
    /// <returns>Null when it is given up.</returns>
    private async Task<AmqpConnection?> ReopenAsync(CloseReason reason)
    {
        TimeProvider clock = _options.TimeProvider;
        long lost = clock.GetTimestamp();
        using CancellationTokenSource patience = new(Recovery.GiveUpAfter, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, Ending);
        _backoff.Lost();
        while (true)
        {
            try
            {
                await _backoff.WaitAsync(either.Token).ConfigureAwait(false);
                AmqpConnection connection = await OpenAsync(either.Token).ConfigureAwait(false);
                _backoff.Restored();
                return connection;
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception e)
            {
                double seconds = Math.Round(clock.GetElapsedTime(lost).TotalSeconds, 1);
                string? refusal = FirstConnection.IsUnanswered(e) ? null : e.Message;
                _health.Disconnected($"The connection was {reason}. For {seconds} s it could not be restored: {e.Message}", refusal);
            }
        }
    }

    /// <returns>Whether it is wanted still.</returns>
    private bool Take(AmqpConnection next)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            if (Ending.IsCancellationRequested)
            {
                return false;
            }

            Volatile.Write(ref _current, next);
            waiting = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _health.Connected();
        Watch(next);
        waiting.SetResult();
        return true;
    }

    private void Watch(AmqpConnection connection)
    {
        connection.BlockedChanged = _health.Blocked;
        if (connection.BlockedReason is string reason)
        {
            _health.Blocked(reason);
        }
    }

    private async Task EndAsync(CloseReason reason)
    {
        if (Volatile.Read(ref _current) is { } last)
        {
            await last.DisposeAsync().ConfigureAwait(false);
        }

        lock (_gate)
        {
            if (!_ended.TrySetResult(reason))
            {
                return;
            }
        }

        _health.Ended(reason.Initiator == CloseInitiator.Application ? null : $"The connection is {reason}.");
        await _ending.CancelAsync().ConfigureAwait(false);
        _next.SetResult();
    }
}
