namespace TypedAmqp.Publishing;

/// <content>The channel: opened anew when the broker closed it because of a bad publish, or when the connection was lost.</content>
internal sealed partial class PublishChannel
{
    private int _isOpening;

    /// <summary>Opens the first channel, unless a publish that waits for it has begun to.</summary>
    public async Task OpenFirstAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isOpening, 1) == 0)
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _isOpening, 0);
            if (!_line.IsAttached)
            {
                BeginOpening();
            }
        }
    }

    /// <summary>Opens a channel, on which whatever waits is published.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        AmqpConnection connection = await _source.WhenOpenAsync(cancellationToken).ConfigureAwait(false);
        AmqpChannel channel = await connection.OpenChannelAsync(_channelOptions, cancellationToken).ConfigureAwait(false);
        channel.Serve(_line);
        _ = ReopenAsync(channel);
    }

    /// <summary>No further channel comes.</summary>
    public void End(CloseReason reason) => _line.End(reason.ToConnectionException);

    private async Task ReopenAsync(AmqpChannel lost)
    {
        await lost.Closed.ConfigureAwait(false);
        BeginOpening();
    }

    private void BeginOpening()
    {
        if (Interlocked.Exchange(ref _isOpening, 1) == 0)
        {
            _ = TryOpenAsync();
        }
    }

    private async Task TryOpenAsync()
    {
        Exception? refused = null;
        while (refused is null && !_line.IsAttached && !_source.Ended.IsCompleted)
        {
            try
            {
                await OpenAsync(_source.Ending).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_source.Ending.IsCancellationRequested)
            {
                // The bus ends, and with it whatever waits.
                return;
            }
            catch (Exception e)
            {
                // Without a connection, the next one is waited for. On an open one no channel can be had, which publishers are told.
                refused = _source.IsOpen ? e : null;
            }
        }

        Volatile.Write(ref _isOpening, 0);
        if (refused is not null)
        {
            _line.FailWaiting(refused);
        }
        else if (!_line.IsAttached && !_source.Ended.IsCompleted)
        {
            BeginOpening();
        }
    }
}
