using System.Buffers;

namespace TypedAmqp.Broker;

// Clients that take deliveries and acknowledge nothing (RabbitMQ's consumer timeout).
internal sealed partial class Connection
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromMinutes(1);

    private const int TicksPerTimeout = 4;

    private ITimer? _acknowledgementTimer;
    private volatile bool _mustLookForTimeouts;

    /// <summary>A channel gets deliveries that it has to acknowledge: from now on they are watched.</summary>
    public void WatchAcknowledgements()
    {
        TimeSpan timeout = _broker.Options.ConsumerTimeout;
        if (_acknowledgementTimer is not null || timeout <= TimeSpan.Zero)
        {
            return;
        }

        TimeSpan tick = timeout / TicksPerTimeout < LongestTick ? timeout / TicksPerTimeout : LongestTick;
        _acknowledgementTimer = _broker.Options.TimeProvider.CreateTimer(static connection => ((Connection)connection!).OnTick(), this, tick, tick);
    }

    // Channels belong to the reader.
    private void OnTick()
    {
        _mustLookForTimeouts = true;
        Wake();
        Output.Nudge();
    }

    // A client that leaves its answers unread is waited for; what it took and does not acknowledge goes back in its time all the same.
    private async Task DrainedAsync()
    {
        while (Output.IsBackedUp)
        {
            await Output.DrainedAsync().ConfigureAwait(false);
            if (_mustLookForTimeouts)
            {
                Read(ReadOnlySequence<byte>.Empty, isLast: false);
            }
        }
    }

    private void LookForTimeouts()
    {
        if (!_mustLookForTimeouts || _state != ConnectionState.Running)
        {
            return;
        }

        _mustLookForTimeouts = false;
        long now = _broker.Options.TimeProvider.GetTimestamp();
        foreach (Channel channel in _channels.Values.ToArray())
        {
            if (channel.State == ChannelState.Open && channel.FindTimeout(now, _broker.Options.ConsumerTimeout) is { } timeout)
            {
                Close(channel, timeout);
            }
        }
    }
}
