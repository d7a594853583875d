using TypedAmqp.Protocol;

namespace TypedAmqp.Testing;

/// <summary>
/// What goes wrong, when a test says so. Refusals meet every client; the others meet connections within the process
/// (<see cref="TestBroker.ConnectAsync"/>, <see cref="TestBroker.Transport"/>), also those that are open already.
/// </summary>
public sealed class TestFaults
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReplyCode> _refusals = new(StringComparer.Ordinal);
    private readonly TimeProvider _timeProvider;
    private TaskCompletionSource? _stall;
    private TimeSpan _delay;
    private int _confirms;
    private int _deliveriesUntilCut = -1;

    internal TestFaults(TimeProvider timeProvider) => _timeProvider = timeProvider;

    /// <summary>Loses the next confirms on their way: their publishers never learn what became of what they published.</summary>
    /// <param name="count">How many; one may stand for several messages that were published together.</param>
    public void DropConfirms(int count = 1)
    {
        lock (_gate)
        {
            _confirms = count;
        }
    }

    /// <summary>Breaks a connection as soon as it got a delivery, before it can acknowledge it.</summary>
    /// <param name="deliveries">The how many-th delivery from now on it is, of all connections together.</param>
    public void CutAfterDelivery(int deliveries = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(deliveries, 1);
        lock (_gate)
        {
            _deliveriesUntilCut = deliveries;
        }
    }

    /// <summary>Stalls the sockets: nothing that the broker sends arrives until what this returns is disposed.</summary>
    public IDisposable Stall()
    {
        lock (_gate)
        {
            _stall ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new EndOfStall(this);
        }
    }

    /// <summary>
    /// Slows consumers down: each delivery takes this long, by the broker's clock. <see cref="TestBroker.IdleAsync"/> waits for them.
    /// </summary>
    /// <param name="delay">How long; zero ends it.</param>
    public void SlowConsumers(TimeSpan delay)
    {
        lock (_gate)
        {
            _delay = delay;
        }
    }

    /// <summary>Refuses to declare a queue or an exchange: the channel that asks is closed.</summary>
    /// <param name="name">The name of the queue or exchange.</param>
    /// <param name="code">The reply code it is closed with.</param>
    public void RefuseDeclare(string name, ReplyCode code = ReplyCode.PreconditionFailed)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            _refusals[name] = code;
        }
    }

    /// <summary>From now on everything goes well again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _refusals.Clear();
            _confirms = 0;
            _deliveriesUntilCut = -1;
            _delay = TimeSpan.Zero;
        }

        Resume();
    }

    internal ReplyCode? RefusalOf(string name)
    {
        lock (_gate)
        {
            return _refusals.TryGetValue(name, out ReplyCode code) ? code : null;
        }
    }

    internal Task WhenNotStalled()
    {
        lock (_gate)
        {
            return _stall?.Task ?? Task.CompletedTask;
        }
    }

    internal Task? DelayOfDelivery()
    {
        lock (_gate)
        {
            return _delay == TimeSpan.Zero ? null : Task.Delay(_delay, _timeProvider);
        }
    }

    internal bool TakeConfirm()
    {
        lock (_gate)
        {
            return _confirms > 0 && _confirms-- > 0;
        }
    }

    internal bool IsCutBy()
    {
        lock (_gate)
        {
            return _deliveriesUntilCut > 0 && --_deliveriesUntilCut == 0;
        }
    }

    private void Resume()
    {
        TaskCompletionSource? stall;
        lock (_gate)
        {
            stall = _stall;
            _stall = null;
        }

        stall?.TrySetResult();
    }

    private sealed class EndOfStall(TestFaults faults) : IDisposable
    {
        public void Dispose() => faults.Resume();
    }
}
