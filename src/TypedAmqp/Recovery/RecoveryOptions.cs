using TypedAmqp.Connections;

namespace TypedAmqp;

/// <summary>What a bus does when its connection, a channel or a consumer is lost.</summary>
public sealed record RecoveryOptions
{
    /// <summary>The options unless others are given.</summary>
    public static RecoveryOptions Default { get; } = new();

    /// <summary>A bus ends with its connection, and a subscription with its channel.</summary>
    public static RecoveryOptions None { get; } = new() { Enabled = false };

    /// <summary>Whether what is lost is restored; <see langword="true"/> unless set.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How long the first attempt waits; each further one waits twice as long. 100 ms unless set.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an attempt waits at most; 30 s unless set. What lasted that long begins anew with the first delay.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Which part of each delay is left to chance, from 0 to 1, so that the clients of a broker that was restarted do not come all at once; 0.5
    /// unless set: half of the delay is sure.
    /// </summary>
    public double Jitter { get; init; } = 0.5;

    /// <summary>After how long without a connection the bus gives up, and ends; unless set, never.</summary>
    public TimeSpan GiveUpAfter { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long the first connection is tried for while nothing answers, with the same delays and a last attempt at the end: for programs that start
    /// before their broker. Unless set, 30 s in a host, and elsewhere once. What a broker refuses, a login or a topology, is told at once.
    /// <see cref="Timeout.InfiniteTimeSpan"/> tries until cancelled.
    /// </summary>
    public TimeSpan? ConnectWithin { get; init; }

    /// <summary>
    /// What becomes of publishes without an answer when the connection is lost; <see cref="UnconfirmedPublishPolicy.Report"/> unless set.
    /// </summary>
    public UnconfirmedPublishPolicy UnconfirmedPublishes { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value makes no sense.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, FirstDelay);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDelay, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfNegative(Jitter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Jitter, 1);
        Timeouts.Validate(GiveUpAfter, nameof(GiveUpAfter));
        if (ConnectWithin is TimeSpan within && within != TimeSpan.Zero)
        {
            Timeouts.Validate(within, nameof(ConnectWithin));
        }
    }
}
