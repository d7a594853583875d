using Microsoft.Extensions.Logging;
using TypedAmqp.Diagnostics;

namespace TypedAmqp.Recovery;

/// <summary>Puts together how a bus is, and tells who wants to know: one change after the other, on the pool, without holding up anybody.</summary>
/// <param name="listeners">Who wants to know of a change at this moment: who begins to listen later is not told of it.</param>
/// <param name="logger">Told of listeners that throw: the others are told nevertheless, and the process goes on.</param>
internal sealed class BusHealth(Func<Action<AmqpBusStatus>?> listeners, ILogger logger)
{
    private const string NotConnectedYet = "The bus is not connected yet.";

    private readonly Lock _gate = new();
    private readonly Dictionary<ConsumerSubscription, (string Queue, string Why, bool IsTold, string? Refusal)> _notConsumed = [];
    private readonly SortedDictionary<string, string> _differences = new(StringComparer.Ordinal);
    private readonly Queue<(AmqpBusStatus Status, Action<AmqpBusStatus> Listeners)> _untold = new();
    private string? _disconnected = NotConnectedYet;
    private string? _refusal;
    private bool _hasEnded;
    private string? _ended;
    private string? _blocked;
    private bool _isTelling;
    private AmqpBusStatus _status = new(AmqpBusState.Impaired, NotConnectedYet, null);

    public AmqpBusStatus Status => Volatile.Read(ref _status);

    /// <summary>There is a connection.</summary>
    public void Connected() => Change(() =>
    {
        (_disconnected, _refusal, _blocked) = (null, null, null);
        return false;
    });

    /// <summary>There is none: told once, and again when a broker answers and refuses, but not what else is tried in vain since.</summary>
    /// <param name="why">Why not.</param>
    /// <param name="refusal">What a broker says to it; null when none answers.</param>
    public void Disconnected(string why, string? refusal = null) => Change(() =>
    {
        bool isNew = _disconnected is null || (refusal is not null && refusal != _refusal);
        (_disconnected, _refusal) = (why, refusal ?? _refusal);
        return isNew;
    });

    /// <summary>There will be none.</summary>
    /// <param name="problem">Why not; null when the program wants it so.</param>
    public void Ended(string? problem) => Change(() =>
    {
        (_hasEnded, _ended) = (true, problem);
        return false;
    });

    /// <summary>The broker asks publishers to wait, or to go on.</summary>
    public void Blocked(string? why) => Change(() =>
    {
        _blocked = why;
        return false;
    });

    /// <summary>A queue is consumed, or no longer meant to be.</summary>
    public void Consumed(ConsumerSubscription subscription) => Change(() =>
    {
        _notConsumed.Remove(subscription);
        return false;
    });

    /// <summary>
    /// A queue ought to be consumed and is not: told once, unless it follows from the loss of the connection, and again when the broker refuses to
    /// restore it.
    /// </summary>
    /// <param name="subscription">Whose consumer it is.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="why">Why not.</param>
    /// <param name="refusal">What the broker says to an attempt to restore it; null when it was not that.</param>
    public void NotConsumed(ConsumerSubscription subscription, string queue, string why, string? refusal = null) => Change(() =>
    {
        (_, _, bool wasTold, string? last) = _notConsumed.GetValueOrDefault(subscription);
        bool isNew = _disconnected is null && (!wasTold || (refusal is not null && refusal != last));
        _notConsumed[subscription] = (queue, why, wasTold || isNew, isNew ? refusal ?? last : last);
        return isNew;
    });

    /// <summary>A queue that the broker has was compared with what is declared.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="difference">What differs; null when nothing does.</param>
    /// <returns>Whether the difference is new.</returns>
    public bool Compared(string queue, string? difference)
    {
        bool isNew = false;
        Change(() =>
        {
            isNew = difference is not null && difference != _differences.GetValueOrDefault(queue);
            _differences.Remove(queue);
            if (difference is not null)
            {
                _differences.Add(queue, difference);
            }

            return false;
        });
        return isNew;
    }

    /// <param name="change">
    /// Returns whether it is new. A change from one state to another, or of what the broker asks publishers for, always is.
    /// </param>
    private void Change(Func<bool> change)
    {
        lock (_gate)
        {
            bool isNew = change();
            AmqpBusStatus status = Describe();
            isNew |= status.State != _status.State || status.BlockedReason != _status.BlockedReason;
            Volatile.Write(ref _status, status);
            if (!isNew || listeners() is not { } told)
            {
                return;
            }

            _untold.Enqueue((status, told));
            if (_isTelling)
            {
                return;
            }

            _isTelling = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static health => health.Tell(), this, preferLocal: false);
    }

    private AmqpBusStatus Describe()
    {
        if (_hasEnded)
        {
            return new AmqpBusStatus(AmqpBusState.Closed, _ended, null);
        }

        (string Queue, string Why, bool, string?)[] missing = [.. _notConsumed.Values.OrderBy(static entry => entry.Queue, StringComparer.Ordinal)];
        string[] problems = [.. missing.Select(static entry => $"Queue '{entry.Queue}' is not consumed: {entry.Why}")];
        string problem = string.Join(" ", _disconnected is null ? problems : [_disconnected, .. problems]);
        return new AmqpBusStatus(problem.Length > 0 ? AmqpBusState.Impaired : AmqpBusState.Connected, problem.Length > 0 ? problem : null, _blocked)
        {
            NotConsumed = [.. missing.Select(static entry => entry.Queue)],
            Differences = [.. _differences.Values],
        };
    }

    private void Tell()
    {
        while (true)
        {
            (AmqpBusStatus Status, Action<AmqpBusStatus> Listeners) next;
            lock (_gate)
            {
                if (!_untold.TryDequeue(out next))
                {
                    _isTelling = false;
                    return;
                }
            }

            foreach (Action<AmqpBusStatus> listener in Delegate.EnumerateInvocationList(next.Listeners))
            {
                try
                {
                    listener(next.Status);
                }
                catch (Exception e)
                {
                    ConsumerLog.TellingFailed(logger, e);
                }
            }
        }
    }
}
