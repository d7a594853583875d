using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Time (AMQP 0-9-1, section 4.2.7): one timer a connection, for the handshake, then for heartbeats, then for the end.
internal sealed partial class Connection
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    // A peer that leaves answers unread, so that the broker waits for it instead of reading, has to take some within this time. It takes them in
    // large parts.
    private static readonly TimeSpan LongestUnread = TimeSpan.FromSeconds(30);

    // The timer runs twice an interval. A peer that was silent for two intervals is gone.
    private const int MostSilentTicks = 4;

    private readonly ITimer _timer;
    private volatile bool _hasReceived;
    private int _silentTicks;
    private long _takenBefore;
    private long _takenAt;

    private void StartHeartbeats()
    {
        TimeSpan half = TimeSpan.FromSeconds(_heartbeat) / 2;
        _timer.Change(_heartbeat == 0 ? Timeout.InfiniteTimeSpan : half, _heartbeat == 0 ? Timeout.InfiniteTimeSpan : half);
    }

    private bool TakesAnswers()
    {
        TimeProvider time = _broker.Options.TimeProvider;
        if (Output.Flushes is var taken && taken != _takenBefore)
        {
            _takenBefore = taken;
            _takenAt = time.GetTimestamp();
        }

        return time.GetElapsedTime(_takenAt) < LongestUnread;
    }

    private void OnTimer()
    {
        if (_state == ConnectionState.Closed)
        {
            return;
        }

        if (_state != ConnectionState.Running)
        {
            _broker.Log.HandshakeTimedOut(Peer);
            Abort();
            return;
        }

        // Nobody listens while the broker itself does not read.
        _silentTicks = _hasReceived || IsPaused || (Output.IsBackedUp && TakesAnswers()) ? 0 : _silentTicks + 1;
        _hasReceived = false;
        if (_silentTicks >= MostSilentTicks)
        {
            _broker.Log.HeartbeatsMissed(Peer, _heartbeat);
            Abort();
            return;
        }

        lock (Output.Gate)
        {
            bool idle = !Output.HasWritten;
            Output.HasWritten = false;
            if (!idle)
            {
                return;
            }

            FrameWriter.WriteHeartbeat(Output);
        }

        Output.Flush();
    }
}
