namespace TypedAmqp.Broker;

/// <summary>Lets the timers of queues do their work until the broker ends, and the broker wait for those that are at it.</summary>
internal sealed class TimerGate
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _stopped;
    private int _running;

    /// <summary>False when the broker has ended. Else <see cref="Exit"/> has to follow.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_stopped is not null)
            {
                return false;
            }

            _running++;
            return true;
        }
    }

    public void Exit()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                _stopped?.TrySetResult();
            }
        }
    }

    /// <summary>Nothing enters any more; completes when nothing is inside.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            _stopped ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_running == 0)
            {
                _stopped.TrySetResult();
            }

            return _stopped.Task;
        }
    }
}
