using TypedAmqp.Testing;

namespace TypedAmqp.Tests.Typed;

/// <summary>A virtual clock that says when somebody begins to wait for one particular time, whatever other timers come and go.</summary>
/// <param name="wait">The time that is set for the timer.</param>
/// <param name="isOverAtOnce">
/// Whether the time passes, and the timer goes off, before the one who sets it can do anything else, as on a loaded machine.
/// </param>
internal sealed class WaitingClock(TimeSpan wait, bool isOverAtOnce = false) : TimeProvider
{
    private readonly VirtualClock _clock = new();
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody waits.</summary>
    public Task Waiting => _waiting.Task;

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, _clock.CreateTimer(callback, state, dueTime, period));

    public void Advance(TimeSpan time) => _clock.Advance(time);

    private TimeSpan Wait => wait;

    private void OnWait()
    {
        if (isOverAtOnce)
        {
            Advance(wait);
        }

        _waiting.TrySetResult();
    }

    private sealed class Timer(WaitingClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool changed = timer.Change(dueTime, period);
            if (dueTime == clock.Wait)
            {
                clock.OnWait();
            }

            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
