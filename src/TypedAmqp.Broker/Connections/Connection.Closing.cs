using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// The end of a connection (AMQP 0-9-1, section 1.4.2).
internal sealed partial class Connection
{
    /// <summary>How long a peer may take to confirm our connection.close, or to take the last octets.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private volatile bool _isAborted;
    private volatile string? _stopReason;

    /// <summary>The broker wants the connection gone: ends it, and tells the client why.</summary>
    public void Stop(string reason = "broker forced connection closure with reason 'shutdown'")
    {
        _stopReason = reason;
        if (Output.IsBackedUp)
        {
            // It reads nothing: it would not hear of it, and the broker waits for it.
            Abort();
            return;
        }

        Wake();
    }

    private void SayGoodbye(string reason)
    {
        if (_state != ConnectionState.Running)
        {
            _state = ConnectionState.Closed;
            return;
        }

        _turn = Turn.Begin();
        try
        {
            Close(Refusal.Connection(ReplyCode.ConnectionForced, reason));
        }
        finally
        {
            _turn.End();
            _turn = null;
        }
    }

    /// <summary>
    /// The client made a mistake, or the broker wants it gone: it is told, and what else it sends is ignored until it has confirmed.
    /// </summary>
    private void Close(AmqpConnectionException reason)
    {
        if (_state is ConnectionState.Closing or ConnectionState.Closed)
        {
            // It cannot even confirm in a way that can be read.
            _state = ConnectionState.Closed;
            return;
        }

        _broker.Log.ConnectionError(Peer, reason);
        if (_state < ConnectionState.Open && reason.ReplyCode != ReplyCode.AccessRefused)
        {
            // Nobody who is known: as RabbitMQ does, nothing is said.
            _state = ConnectionState.Closed;
            return;
        }

        AbandonChannels();
        if (_state > ConnectionState.StartOk)
        {
            // Those who are not known have no more than the rest of the handshake's time.
            _timer.Change(CloseTimeout, Timeout.InfiniteTimeSpan);
        }

        _state = ConnectionState.Closing;
        Send(0, new ConnectionClose
        {
            ReplyCode = reason.ReplyCode,
            ReplyText = ReplyText.Of(reason),
            ClassId = reason.FailingClassId,
            MethodId = reason.FailingMethodId,
        });
    }

    /// <summary>The client wants to end the connection. It hears of it once everything that it held is given back.</summary>
    private void OnClose()
    {
        Turn.Work();
        Unpark(force: true);
        AbandonChannels();
        Send(0, new ConnectionCloseOk());
        _state = ConnectionState.Closed;
    }
}
