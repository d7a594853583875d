using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>
/// Acknowledges the deliveries of one channel many at a time. One <c>basic.ack</c> stands for all up to its tag, and leaves only when every one of
/// them is done: those that are done behind one that is not are acknowledged singly, so that a slow handler does not use the prefetch up.
/// </summary>
/// <remarks>
/// A broker takes an acknowledgement of several only with a tag that is open itself, and takes none twice: so they leave in order, under the lock,
/// and a delivery that was settled otherwise is passed over once that has been written. The lock is taken before those of channel and connection,
/// never within.
/// </remarks>
internal sealed class AckBatch : IDisposable
{
    private const byte Open = 0;
    private const byte Done = 1;
    private const byte Settled = 2;

    private readonly Lock _gate = new();
    private readonly int _most;
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private byte[] _states = new byte[128];
    private AmqpChannel? _channel;
    private int _epoch;
    private ulong _first = 1;
    private ulong _end = 1;
    private ulong _upTo;
    private int _before;
    private int _behind;
    private bool _armed;

    /// <param name="most">How many are put off at most.</param>
    /// <param name="delay">How long one is put off at most.</param>
    /// <param name="clock">The clock.</param>
    public AckBatch(int most, TimeSpan delay, TimeProvider clock)
    {
        _most = most;
        _delay = delay;
        _timer = clock.CreateTimer(static acks => ((AckBatch)acks!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A delivery is done: it is acknowledged now, or soon with others.</summary>
    public void Ack(in Delivery delivery)
    {
        bool flush = false;
        lock (_gate)
        {
            if (!Mark(in delivery, Done))
            {
                return;
            }

            if (_before >= _most || _behind >= _most)
            {
                flush = Write(behind: _behind >= _most);
            }
            else if (!_armed)
            {
                _armed = _timer.Change(_delay, Timeout.InfiniteTimeSpan);
            }
        }

        FlushIf(flush);
    }

    /// <summary>A delivery was settled otherwise, and that has been written; or it never was to be settled.</summary>
    public void Pass(in Delivery delivery)
    {
        lock (_gate)
        {
            Mark(in delivery, Settled);
        }
    }

    /// <summary>Acknowledges what is put off.</summary>
    /// <param name="behind">Also what is done behind a delivery that is not.</param>
    public void Flush(bool behind)
    {
        bool flush;
        lock (_gate)
        {
            flush = Write(behind);
        }

        FlushIf(flush);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_gate)
        {
            _armed = false;
        }

        Flush(behind: true);
    }

    private bool Mark(in Delivery delivery, byte state)
    {
        if (!IsCurrent(in delivery) || delivery.Tag < _first)
        {
            return false;
        }

        while (delivery.Tag - _first >= (ulong)_states.Length)
        {
            Grow();
        }

        _end = Math.Max(_end, delivery.Tag + 1);
        State(delivery.Tag) = state;
        _behind += state == Done ? 1 : 0;
        for (; _first < _end && State(_first) != Open; _first++)
        {
            if (State(_first) == Done)
            {
                _upTo = _first;
                _before++;
                _behind--;
            }

            State(_first) = Open;
        }

        return true;
    }

    /// <summary>The tags of a channel that was opened anew begin anew; what is left of an older one has gone back to the queue.</summary>
    private bool IsCurrent(in Delivery delivery)
    {
        if (delivery.Channel == _channel && delivery.Epoch == _epoch)
        {
            return true;
        }

        if (delivery.Channel is not { IsOpen: true } channel || channel.Epoch != delivery.Epoch)
        {
            return false;
        }

        Array.Clear(_states);
        (_channel, _epoch) = (channel, delivery.Epoch);
        (_first, _end, _before, _behind) = (1, 1, 0, 0);
        return true;
    }

    /// <returns>Whether the caller has the right to flush the connection.</returns>
    private bool Write(bool behind)
    {
        bool flush = false;
        try
        {
            if (_before > 0)
            {
                flush |= _channel!.WriteAck(_upTo, multiple: _before > 1, _epoch);
                _before = 0;
            }

            for (ulong tag = _first; behind && _behind > 0 && tag < _end; tag++)
            {
                if (State(tag) == Done)
                {
                    flush |= _channel!.WriteAck(tag, multiple: false, _epoch);
                    State(tag) = Settled;
                    _behind--;
                }
            }
        }
        catch (AmqpException)
        {
            // The channel is gone: the broker delivers again what it has no acknowledgement of.
            _before = 0;
        }

        return flush;
    }

    private void FlushIf(bool flush)
    {
        if (flush)
        {
            _channel!.FlushAcks();
        }
    }

    private ref byte State(ulong tag) => ref _states[tag & (ulong)(_states.Length - 1)];

    private void Grow()
    {
        byte[] states = new byte[_states.Length * 2];
        for (ulong tag = _first; tag < _end; tag++)
        {
            states[tag & (ulong)(states.Length - 1)] = State(tag);
        }

        _states = states;
    }
}
