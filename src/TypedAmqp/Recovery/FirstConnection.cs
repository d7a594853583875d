using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using TypedAmqp.Diagnostics;
using TypedAmqp.Transports;

namespace TypedAmqp.Recovery;

/// <summary>The first connection of a bus, whose broker may start later than the program.</summary>
internal static class FirstConnection
{
    /// <param name="recovery">How long it is tried for, and how often.</param>
    /// <param name="options">Whose clock it is.</param>
    /// <param name="logger">Told once that it takes longer.</param>
    /// <param name="open">Tries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AmqpConnectException">Nothing answered in time, or the broker refused.</exception>
    public static async Task<AmqpConnection> OpenAsync(
        RecoveryOptions recovery, AmqpConnectionOptions options, ILogger logger, Func<CancellationToken, Task<AmqpConnection>> open,
        CancellationToken cancellationToken)
    {
        TimeSpan within = recovery.ConnectWithin ?? TimeSpan.Zero;
        TimeProvider clock = options.TimeProvider;
        Backoff backoff = new(recovery, clock, Random.Shared.NextDouble);
        long begun = clock.GetTimestamp();
        bool isLast = false;
        for (int attempts = 1; ; attempts++)
        {
            TimeSpan delay;
            try
            {
                return await open(cancellationToken).ConfigureAwait(false);
            }
            catch (AmqpConnectException e) when (within != TimeSpan.Zero && IsUnanswered(e))
            {
                TimeSpan passed = clock.GetElapsedTime(begun);
                TimeSpan left = Left(within, passed);
                if (isLast || left <= TimeSpan.Zero)
                {
                    throw GivenUp(e, attempts, passed);
                }

                // The last attempt is at the end, however long the next wait would have been.
                delay = backoff.Next();
                isLast = delay >= left;
                delay = isLast ? left : delay;
                if (attempts == 1)
                {
                    ConsumerLog.NotConnectedYet(logger, e.Message);
                }
            }

            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static AmqpConnectException GivenUp(AmqpConnectException last, int attempts, TimeSpan passed)
    {
        string times = attempts == 1 ? "once" : $"{attempts} times";
        return new(
            $"{last.Message} It was tried {times}, for {Math.Round(passed.TotalSeconds, 1)} s (ConnectWithin).", last.ReplyCode, last.InnerException);
    }

    private static TimeSpan Left(TimeSpan within, TimeSpan passed) => within == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : within - passed;

    /// <summary>Whether nothing answered, at one of the endpoints at least, which may change: what says no says it again.</summary>
    public static bool IsUnanswered(Exception e) => e is AmqpConnectException { InnerException: var cause } && (cause is AggregateException all
        ? all.InnerExceptions.Any(IsUnanswered)
        : cause is (SocketException or IOException) and not NoTlsException);
}
