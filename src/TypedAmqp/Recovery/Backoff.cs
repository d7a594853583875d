namespace TypedAmqp.Recovery;

/// <summary>How long the attempts to restore something wait: twice as long each time, up to a limit, and partly by chance.</summary>
/// <param name="options">How long.</param>
/// <param name="clock">The clock.</param>
/// <param name="random">The chance, from 0 to 1.</param>
internal sealed class Backoff(RecoveryOptions options, TimeProvider clock, Func<double> random)
{
    private int _attempts;
    private long _restored = clock.GetTimestamp();

    /// <summary>It is there again.</summary>
    public void Restored() => _restored = clock.GetTimestamp();

    /// <summary>It is lost. What lasted long enough begins anew; what comes and goes waits longer each time.</summary>
    public void Lost()
    {
        if (clock.GetElapsedTime(_restored) >= options.MaxDelay)
        {
            _attempts = 0;
        }
    }

    /// <summary>How long the next attempt waits.</summary>
    public TimeSpan Next()
    {
        // Doubled 30 times, a millisecond is twelve days.
        double whole = Math.Min(options.FirstDelay.Ticks * Math.Pow(2, Math.Min(_attempts++, 30)), options.MaxDelay.Ticks);
        return TimeSpan.FromTicks((long)(whole * (1 - (options.Jitter * random()))));
    }

    /// <summary>Waits for the next attempt.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Next(), clock, cancellationToken);
}
