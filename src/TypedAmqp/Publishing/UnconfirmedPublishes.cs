using TypedAmqp.Protocol;

namespace TypedAmqp.Publishing;

/// <summary>
/// The publishes of a channel that the broker has not answered, by sequence number, and the returned messages that wait for the answer that says
/// which publish they were. Guarded by the line's lock.
/// </summary>
/// <remarks>
/// <para><c>basic.return</c> carries no sequence number. What brokers do: they return messages in the order of publishing, and a return comes before
/// the acknowledgement of its publish (RabbitMQ 3.10 sends that acknowledgement as the next method of the channel, LavinMQ likewise). So a return is
/// held until an acknowledgement settles a publish with the same exchange, key and body; of several such, the newest one is it, preferably one with
/// the same properties. Properties alone do not rule a publish out, because RabbitMQ rewrites two of them (direct reply-to, and the BCC
/// header).</para>
/// <para>A wrong choice is possible only between two publishes whose octets are equal, where it makes no difference: the same message was sent twice,
/// and one of the two came back. A header with the number, as other clients send it, would cost 30 octets a message and be visible to every
/// consumer.</para>
/// </remarks>
internal sealed class UnconfirmedPublishes
{
    private readonly List<Return> _returns = [];
    private PendingPublish?[] _ring = new PendingPublish?[64];
    private ulong _oldest = 1;
    private ulong _next = 1;

    /// <summary>Sequence numbers from the oldest open one to the newest.</summary>
    public int Count => (int)(_next - _oldest);

    public void Add(PendingPublish publish)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        this[_next++] = publish;
    }

    /// <summary>The broker gave a message back.</summary>
    public void AddReturn(ReturnedMessage message) => _returns.Add(new Return(message, _next));

    /// <summary><c>basic.ack</c> or <c>basic.nack</c> from the broker.</summary>
    /// <exception cref="AmqpChannelException">There is no such publish.</exception>
    public void Settle(ulong sequence, bool multiple, PublishResult result)
    {
        // Zero with multiple is everything so far. Section 1.8.3.13.
        ulong last = multiple && sequence == 0 ? _next - 1 : sequence;
        ulong first = multiple ? _oldest : last;
        if (last >= _next || first < _oldest || (!multiple && this[last] is null))
        {
            throw new AmqpChannelException(
                ReplyCode.PreconditionFailed,
                $"The broker answered publish {sequence}{(multiple ? " and those before it" : "")}, but {_oldest} to {_next - 1} are open.");
        }

        if (_returns.Count > 0)
        {
            MatchReturns(first, last);
        }

        for (ulong at = first; at <= last; at++)
        {
            PendingPublish? publish = this[at];
            if (publish is not null)
            {
                this[at] = null;
                publish.Settle(publish.Returned ?? result);
                publish.Release();
            }
        }

        while (_oldest < _next && this[_oldest] is null)
        {
            _oldest++;
        }
    }

    /// <summary>Gives up on those whose deadline has passed. They stay, since an answer may still come.</summary>
    /// <returns>The deadline of the next one, or null.</returns>
    public long? Expire(long now, PublishResult result)
    {
        for (ulong at = _oldest; at < _next; at++)
        {
            PendingPublish? publish = this[at];
            if (publish is { IsSettled: false })
            {
                if (publish.Deadline > now)
                {
                    return publish.Deadline;
                }

                publish.Settle(publish.Returned ?? result);
            }
        }

        return null;
    }

    /// <summary>The channel is gone: nothing will be answered any more.</summary>
    public void Fail(PublishResult result)
    {
        for (; _oldest < _next; _oldest++)
        {
            PendingPublish? publish = this[_oldest];
            this[_oldest] = null;
            publish?.Settle(publish.Returned ?? result);
            publish?.Release();
        }

        Clear();
    }

    /// <summary>The channel is gone, and another comes: what its callers still wait for, in order, to be sent again.</summary>
    public List<PendingPublish> TakeUnsettled()
    {
        List<PendingPublish> unsettled = [];
        for (; _oldest < _next; _oldest++)
        {
            if (this[_oldest] is PendingPublish publish)
            {
                this[_oldest] = null;
                if (publish.IsSettled)
                {
                    publish.Release();
                }
                else
                {
                    publish.Rewind();
                    unsettled.Add(publish);
                }
            }
        }

        Clear();
        return unsettled;
    }

    /// <summary>The next channel counts from 1.</summary>
    private void Clear()
    {
        _returns.Clear();
        _oldest = 1;
        _next = 1;
    }

    private ref PendingPublish? this[ulong sequence] => ref _ring[sequence & (ulong)(_ring.Length - 1)];

    /// <summary>From the newest return to the oldest, each to the newest publish that is left: returns are in the order of publishing.</summary>
    private void MatchReturns(ulong first, ulong last)
    {
        ulong bound = last;
        for (int i = _returns.Count - 1; i >= 0 && bound >= first; i--)
        {
            Return returned = _returns[i];
            ulong? match = FindMatch(returned, first, bound, exactly: true);
            if (match is null && FindMatch(returned, _oldest, _next - 1, exactly: true) is null)
            {
                // The broker rewrote its properties.
                match = FindMatch(returned, first, bound, exactly: false);
            }

            if (match is ulong sequence)
            {
                this[sequence]!.Returned = new PublishResult(PublishOutcome.Returned, returned.Message.ReplyCode, returned.Message.ReplyText);
                bound = sequence - 1;
                _returns.RemoveAt(i);
            }
            else if (returned.Before <= _oldest)
            {
                // Everything that it could have been is answered.
                _returns.RemoveAt(i);
            }
        }
    }

    private ulong? FindMatch(Return returned, ulong first, ulong last, bool exactly)
    {
        for (ulong at = Math.Min(last, returned.Before - 1); at >= first; at--)
        {
            if (this[at] is PendingPublish publish && (exactly ? publish.MatchesExactly(returned.Message) : publish.Matches(returned.Message)))
            {
                return at;
            }
        }

        return null;
    }

    private void Grow()
    {
        PendingPublish?[] ring = new PendingPublish?[_ring.Length * 2];
        for (ulong at = _oldest; at < _next; at++)
        {
            ring[at & (ulong)(ring.Length - 1)] = this[at];
        }

        _ring = ring;
    }

    /// <param name="Message">What came back.</param>
    /// <param name="Before">The sequence number of the first publish that came later.</param>
    private readonly record struct Return(ReturnedMessage Message, ulong Before);
}
