using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <summary>
/// A request at work: how long its caller waits, and how many items of a stream the caller takes. Used again for another request, unless somebody
/// gave up.
/// </summary>
/// <param name="clock">The clock.</param>
internal sealed class RpcWork(TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _caller = new(Timeout.InfiniteTimeSpan, clock);
    private SemaphoreSlim? _credit;
    private TimeSpan _timeout;

    /// <summary>What the caller calls it; empty when it does not say.</summary>
    public string CorrelationId { get; private set; } = "";

    /// <summary>A request comes to work.</summary>
    /// <param name="correlationId">What the caller calls it; empty when it does not say.</param>
    /// <param name="timeout">How long the caller waits.</param>
    /// <param name="credit">How many items it takes before it asks for more; null for any number.</param>
    public void Begin(string correlationId, TimeSpan timeout, int? credit)
    {
        (CorrelationId, _timeout) = (correlationId, timeout);
        _credit = credit is int items ? new SemaphoreSlim(items) : null;
        _caller.CancelAfter(timeout);
    }

    /// <summary>The request is done, and nobody tells it anything any more.</summary>
    /// <returns>Whether the object can serve another.</returns>
    public bool End() => _credit is null && _caller.TryReset();

    /// <summary>Cancelled when nobody waits any more: the time is up, or the caller said so.</summary>
    public CancellationToken CallerGone => _caller.Token;

    /// <summary>The caller said that it waits no longer. What listens to that does not run here.</summary>
    public void GiveUp() => _ = _caller.CancelAsync();

    /// <summary>The caller takes more items.</summary>
    public void Grant(int items)
    {
        // One that grants without end has no limit as it is.
        if (_credit is { CurrentCount: < int.MaxValue / 2 })
        {
            _credit.Release(items);
        }
    }

    /// <summary>Waits until the caller takes an item, which may last: it has got what it waited for so far.</summary>
    /// <param name="isCallerThere">Asked whenever a caller lets nothing be heard of it for as long as it would wait itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask TakeCreditAsync(Func<Task<bool>> isCallerThere, CancellationToken cancellationToken)
    {
        if (_credit is not null && !_credit.Wait(0, cancellationToken))
        {
            _caller.CancelAfter(Timeout.InfiniteTimeSpan);
            TimeSpan patience = _timeout > TimeSpan.Zero ? _timeout : RpcDefaults.Timeout;
            while (!await _credit.WaitAsync(patience, cancellationToken).ConfigureAwait(false))
            {
                if (!await isCallerThere().ConfigureAwait(false))
                {
                    await _caller.CancelAsync().ConfigureAwait(false);
                }
            }
        }

        // The caller waits for each item anew.
        _caller.CancelAfter(_timeout);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _credit?.Dispose();
    }
}
