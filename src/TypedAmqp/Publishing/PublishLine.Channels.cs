using TypedAmqp.Connections;

namespace TypedAmqp.Publishing;

/// <content>The channel that it writes to: one after the other, and the end when none follows.</content>
internal sealed partial class PublishLine
{
    private AmqpChannel? _channel;
    private ConnectionOutput? _output;
    private CloseReason? _lost;
    private Func<Exception>? _ended;

    /// <summary>As much as the channel's connection takes; until there is one anything, which is looked at again then.</summary>
    private int _maxFramePayload = int.MaxValue;

    /// <summary>Whether it has a channel to write to.</summary>
    public bool IsAttached => Volatile.Read(ref _channel) is not null;

    /// <summary>Begins to write to a channel: first what waits. Under that channel's lock, which is open.</summary>
    /// <returns>Whether the caller has the right to flush.</returns>
    public bool Attach(AmqpChannel channel, ConnectionOutput output)
    {
        lock (_gate)
        {
            _output = output;
            _maxFramePayload = output.MaxFramePayload;
            _stopped = false;
            _roomRequested = false;
            Volatile.Write(ref _channel, channel);
            RefuseTooLong();
            return WriteWaiting();
        }
    }

    /// <summary>
    /// The channel closes: nothing more is written to it. Under its lock, before the broker hears of it. What the broker has not answered is unknown,
    /// or waits to be sent again where only the connection was lost: a channel may have been closed because of one of them.
    /// </summary>
    public void Detach(AmqpChannel channel, CloseReason reason, Func<Exception> exception, bool isConnectionLost)
    {
        lock (_gate)
        {
            if (_channel != channel)
            {
                return;
            }

            Volatile.Write(ref _channel, null);
            _output = null;
            _lost = reason;
            if (carry == UnconfirmedPublishPolicy.Resend && isConnectionLost)
            {
                foreach (PendingPublish unanswered in Enumerable.Reverse(_unconfirmed.TakeUnsettled()))
                {
                    _waiting.AddFirst(unanswered.Place);
                }
            }
            else
            {
                _unconfirmed.Fail(new PublishResult(PublishOutcome.Unknown, reason.ReplyCode, $"No confirm came, because the channel was {reason}."));
            }

            if (carry is null)
            {
                EndWaiting(exception);
            }
        }
    }

    /// <summary>No further channel comes: what waits fails, and so does whatever is published later.</summary>
    public void End(Func<Exception> exception)
    {
        lock (_gate)
        {
            EndWaiting(exception);
        }
    }

    /// <summary>There is no channel for now, because it cannot be opened: what waits for one fails.</summary>
    public void FailWaiting(Exception exception)
    {
        lock (_gate)
        {
            if (_channel is null)
            {
                Fail(exception);
            }
        }
    }

    /// <summary>What waits and fits into no frame of this connection is refused: sent, it would end one connection after the other.</summary>
    private void RefuseTooLong()
    {
        for (LinkedListNode<PendingPublish>? place = _waiting.First; place is not null;)
        {
            PendingPublish publish = place.Value;
            place = place.Next;
            try
            {
                publish.Message.Check(_maxFramePayload);
            }
            catch (ArgumentException e)
            {
                _waiting.Remove(publish.Place);
                publish.Fail(e);
                publish.Release();
            }
        }
    }

    private void EndWaiting(Func<Exception> exception)
    {
        if (_ended is null)
        {
            _ended = exception;
            Fail(exception());
            _deadlines?.Dispose();
            _deadlines = null;
        }
    }

    private void Fail(Exception exception)
    {
        while (_waiting.First is { Value: PendingPublish never })
        {
            _waiting.RemoveFirst();
            never.Fail(exception);
            never.Release();
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is not null)
        {
            throw _ended();
        }
    }
}
