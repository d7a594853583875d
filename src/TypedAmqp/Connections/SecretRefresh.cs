namespace TypedAmqp.Connections;

/// <summary>Gets another secret before the one of a connection expires, and gives it to the broker.</summary>
internal static class SecretRefresh
{
    /// <summary>Which share of its time a secret is used before another one is asked for.</summary>
    private const double Share = 2.0 / 3;

    /// <summary>A failed attempt is followed by another after this share of the time that is left.</summary>
    private const double RetryShare = 1.0 / 4;

    private static readonly TimeSpan ShortestDelay = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the connection ends, which it does when no other secret could be had in time.</summary>
    public static async Task RunAsync(AmqpConnection connection, Func<CancellationToken, ValueTask<AmqpCredentials>> provider, TimeSpan expiresIn)
    {
        TimeProvider clock = connection.Options.TimeProvider;
        using CancellationTokenSource ending = new();
        _ = connection.Closed.ContinueWith(_ => ending.CancelAsync(), TaskScheduler.Default);
        long since = clock.GetTimestamp();
        TimeSpan delay = expiresIn * Share;
        while (connection.IsOpen)
        {
            try
            {
                await Task.Delay(delay > ShortestDelay ? delay : ShortestDelay, clock, ending.Token).ConfigureAwait(false);
                AmqpCredentials next = await provider(ending.Token).ConfigureAwait(false);
                await connection.UpdateSecretAsync(next.Password, ending.Token).ConfigureAwait(false);
                if (next.ExpiresIn is not TimeSpan nextExpiresIn)
                {
                    return;
                }

                (since, expiresIn, delay) = (clock.GetTimestamp(), nextExpiresIn, nextExpiresIn * Share);
            }
            catch (Exception) when (!connection.IsOpen)
            {
                return;
            }
            catch (Exception e)
            {
                TimeSpan left = expiresIn - clock.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                {
                    connection.Lose($"its secret expired, and another one could not be had: {e.Message}", e);
                    return;
                }

                delay = left * RetryShare;
            }
        }
    }
}
