namespace TypedAmqp.Connections;

/// <summary>The channels of a connection, by number. Changed under the connection's lock; the read loop looks channels up without it.</summary>
internal sealed class ChannelTable(int channelMax)
{
    private AmqpChannel?[] _byNumber = new AmqpChannel?[8];

    /// <summary>The channel of a frame, or null.</summary>
    public AmqpChannel? Find(ushort number)
    {
        AmqpChannel?[] byNumber = Volatile.Read(ref _byNumber);
        return number < byNumber.Length ? Volatile.Read(ref byNumber[number]) : null;
    }

    /// <summary>Adds a channel under the lowest free number. 0 is the connection itself.</summary>
    public AmqpChannel Add(Func<ushort, AmqpChannel> create)
    {
        int number = 1;
        while (number < _byNumber.Length && _byNumber[number] is not null)
        {
            number++;
        }

        if (number > channelMax)
        {
            throw new InvalidOperationException(
                $"All {channelMax} channels that were agreed with the broker are open: close one, or raise channel_max here and in the broker's configuration.");
        }

        if (number == _byNumber.Length)
        {
            AmqpChannel?[] larger = new AmqpChannel?[Math.Min(number * 2, channelMax + 1)];
            _byNumber.CopyTo(larger, 0);
            Volatile.Write(ref _byNumber, larger);
        }

        AmqpChannel channel = create((ushort)number);
        Volatile.Write(ref _byNumber[number], channel);
        return channel;
    }

    public void Remove(AmqpChannel channel)
    {
        if (_byNumber[channel.Number] == channel)
        {
            Volatile.Write(ref _byNumber[channel.Number], null);
        }
    }

    public AmqpChannel[] ToArray() => [.. _byNumber.OfType<AmqpChannel>()];
}
