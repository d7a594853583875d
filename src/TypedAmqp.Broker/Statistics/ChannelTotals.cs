namespace TypedAmqp.Broker;

/// <summary>What all channels of a virtual host counted, also those that are closed.</summary>
internal sealed class ChannelTotals
{
    private readonly Lock _gate = new();
    private readonly HashSet<Channel> _open = [];
    private MessageStats _ofClosed;

    /// <summary>The sum at this moment.</summary>
    public MessageStats Now
    {
        get
        {
            lock (_gate)
            {
                MessageStats sum = _ofClosed;
                foreach (Channel channel in _open)
                {
                    sum.Add(channel.Stats);
                }

                return sum;
            }
        }
    }

    /// <summary>A channel is opened.</summary>
    public void Add(Channel channel)
    {
        lock (_gate)
        {
            _open.Add(channel);
        }
    }

    /// <summary>It counts no more.</summary>
    public void Remove(Channel channel)
    {
        lock (_gate)
        {
            if (_open.Remove(channel))
            {
                _ofClosed.Add(channel.Stats);
            }
        }
    }
}
