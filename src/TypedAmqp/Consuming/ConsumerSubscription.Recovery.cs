using TypedAmqp.Consuming;
using TypedAmqp.Protocol;
using TypedAmqp.Recovery;

namespace TypedAmqp;

/// <content>One consumer after the other.</content>
public sealed partial class ConsumerSubscription
{
    private ConsumerOpening[] Openings
    {
        get
        {
            lock (_gate)
            {
                return [.. _openings];
            }
        }
    }

    private void Take(ConsumerOpening opening)
    {
        lock (_gate)
        {
            _openings.Add(opening);
            Volatile.Write(ref _current, opening);
        }
    }

    private async Task RunAsync()
    {
        Backoff backoff = _bus.Source.CreateBackoff();
        CloseReason reason;
        do
        {
            reason = await _current.Consumer.Ended.ConfigureAwait(false);
            if (!_stopping.IsCancellationRequested)
            {
                _bus.Source.NoticeLoss(reason);
                _bus.Health.NotConsumed(this, Queue, $"its consumer was {reason}.");
            }

            _ = CloseAsync(_current);
        }
        while (IsRestored(reason) && await RestoreAsync(backoff).ConfigureAwait(false));

        if (_stopping.IsCancellationRequested)
        {
            _bus.Health.Consumed(this);
        }

        await Task.WhenAll(Openings.Select(static opening => opening.CloseAsync())).ConfigureAwait(false);
        _completion.SetResult(reason);
    }

    /// <summary>A consumer that the program ended stays so, and one whose handler cannot be gone on with.</summary>
    private bool IsRestored(CloseReason reason) => _bus.Source.Recovery.Enabled
        && !_stopping.IsCancellationRequested
        && reason is not ({ Initiator: CloseInitiator.Application } or { Initiator: CloseInitiator.Library, ReplyCode: ReplyCode.InternalError });

    /// <summary>Its handlers go on: where only the queue is gone, what they work on can still be settled.</summary>
    private async Task CloseAsync(ConsumerOpening opening)
    {
        await opening.CloseAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _openings.Remove(opening);
        }
    }

    /// <summary>What the broker says, without the number of the channel, which is another one in each attempt.</summary>
    private static string? RefusalIn(Exception e) =>
        (e is TopologyException ? e.InnerException : e) is AmqpChannelClosedException { Reason: { Initiator: CloseInitiator.Broker } reason }
        ? $"its channel was {reason}."
        : null;

    /// <summary>Tries until the broker confirms a consumer.</summary>
    /// <returns>False when that is given up.</returns>
    private async Task<bool> RestoreAsync(Backoff backoff)
    {
        // With the connection, its own patience is enough.
        bool waits = _bus.Source.IsOpen;
        backoff.Lost();
        while (true)
        {
            try
            {
                if (waits)
                {
                    await backoff.WaitAsync(_stopping.Token).ConfigureAwait(false);
                }

                waits = true;
                ConsumerOpening opening = await _open(this, Epoch + 1, _stopping.Token).ConfigureAwait(false);
                backoff.Restored();
                Interlocked.Increment(ref _epoch);
                Take(opening);
                if (_stopping.IsCancellationRequested)
                {
                    await opening.StopAsync().ConfigureAwait(false);
                }

                _bus.Health.Consumed(this);
                return true;
            }
            catch (Exception) when (_stopping.IsCancellationRequested || _bus.Source.Ended.IsCompleted)
            {
                return false;
            }
            catch (Exception e)
            {
                string? refusal = RefusalIn(e);
                _bus.Health.NotConsumed(this, Queue, refusal ?? e.Message, refusal);
            }
        }
    }
}
