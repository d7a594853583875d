using System.Buffers;
using System.IO.Pipelines;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <content>The read loop, and the end of the connection, which is its end.</content>
public sealed partial class AmqpConnection
{
    /// <summary>How far over its bound a consumer's queue may grow while somebody waits for an answer that comes behind the deliveries.</summary>
    private const int TimesOverWhileAwaiting = 16;

    private static ReadOnlySpan<byte> CloseOkFrame => [1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 51, FrameFormat.EndOctet];

    private readonly FrameScratch _scratch = new();
    private readonly List<AmqpConsumer> _touched = [];
    private volatile TaskCompletionSource? _paused;
    private volatile bool _ended;
    private bool _deaf;

    /// <summary>Somebody waits for an answer now: a read loop that paused goes on, for the answer may come behind deliveries.</summary>
    internal void ResumeReading() => _paused?.TrySetResult();

    /// <summary>A consumer got a message in this batch.</summary>
    internal void Touch(AmqpConsumer consumer)
    {
        if (!consumer.IsTouched)
        {
            consumer.IsTouched = true;
            _touched.Add(consumer);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Lose(e.Message, e);
        }
        finally
        {
            Output.Complete(
                Break(new CloseReason(CloseInitiator.Transport, ReplyCode.ConnectionForced, "the broker closed the transport without a word")));
            await FinishAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends the read loop, wherever it waits.</summary>
    private void StopReading()
    {
        _ended = true;
        ResumeReading();
        _transport.Input.CancelPendingRead();
    }

    private async Task ReadAsync()
    {
        PipeReader input = _transport.Input;
        while (!_ended)
        {
            ReadResult result = await input.ReadAsync().ConfigureAwait(false);
            AmqpConsumer? slow;
            Work?.Begin();
            try
            {
                slow = OnRead(result.Buffer);
            }
            finally
            {
                Work?.End();
            }

            if (result.IsCompleted)
            {
                return;
            }

            if (slow is not null)
            {
                await PauseAsync(slow).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Does what a read asks for.</summary>
    /// <returns>A consumer that has more than it should.</returns>
    private AmqpConsumer? OnRead(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length > 0)
        {
            _heartbeats.Received();
        }

        SequencePosition consumed;
        try
        {
            consumed = OnOctets(buffer);
        }
        catch (AmqpConnectionException e)
        {
            // The broker broke the protocol: it is told so, and what it sends is no longer looked at, but for its agreement.
            BeginClose(CloseReason.ByLibrary(e));
            _deaf = true;
            consumed = buffer.End;
        }

        // Consumed up to the first incomplete frame, examined everything: the next read waits for more.
        _transport.Input.AdvanceTo(consumed, buffer.End);
        return ShowDeliveries();
    }

    private SequencePosition OnOctets(in ReadOnlySequence<byte> buffer)
    {
        if (_deaf)
        {
            return SkipToCloseOk(buffer);
        }

        FrameReader reader = new(buffer, _frameMax, _scratch);
        while (!_ended && reader.TryRead(out Frame frame))
        {
            OnFrame(frame);
        }

        return reader.Consumed;
    }

    /// <summary>Where frames begin may be lost. The frame of <c>connection.close-ok</c> is always the same octets.</summary>
    private SequencePosition SkipToCloseOk(in ReadOnlySequence<byte> buffer)
    {
        SequenceReader<byte> reader = new(buffer);
        if (reader.TryReadTo(out ReadOnlySequence<byte> _, CloseOkFrame))
        {
            _ended = true;
        }

        return buffer.GetPosition(Math.Max(buffer.Length - CloseOkFrame.Length + 1, 0));
    }

    private void OnFrame(in Frame frame)
    {
        if (frame.Channel != 0)
        {
            // While the connection closes, its agreement is all that counts. Section 1.4.2.9.
            if (Reason is null)
            {
                OnChannelFrame(frame);
            }
        }
        else if (frame.Type == FrameType.Method)
        {
            OnMethod(Method.ReadId(frame.Payload), frame.Payload[4..]);
        }
        else if (frame.Type != FrameType.Heartbeat)
        {
            throw new AmqpConnectionException(ReplyCode.UnexpectedFrame, $"A {frame.Type} frame came on channel 0.");
        }
    }

    private void OnChannelFrame(in Frame frame)
    {
        AmqpChannel channel = _channels.Find(frame.Channel)
            ?? throw new AmqpConnectionException(ReplyCode.ChannelError, $"A frame came for channel {frame.Channel}, which is not open.");
        channel.OnFrame(frame);
    }

    private void OnMethod(MethodId method, ReadOnlySpan<byte> arguments)
    {
        switch (method)
        {
            case MethodId.ConnectionClose:
                ConnectionClose close = ConnectionClose.Read(arguments);
                CloseReason reason = CloseReason.ByBroker(close);

                // First the reason: writing may find that the broker reads no more, which is only what follows from it.
                Break(reason);
                Output.WriteLast(new ConnectionCloseOk(), reason);
                _ended = true;
                break;
            case MethodId.ConnectionCloseOk when _patience is not null:
                _ended = true;
                break;
            case MethodId.ConnectionUpdateSecretOk:
                OnSecretUpdated();
                break;
            case MethodId.ConnectionBlocked:
                BlockedReason = ConnectionBlocked.Read(arguments).Reason.ToString();
                Output.Hold(true);
                BlockedChanged?.Invoke(BlockedReason);
                break;
            case MethodId.ConnectionUnblocked:
                BlockedReason = null;
                Output.Hold(false);
                BlockedChanged?.Invoke(null);
                break;
            default:
                throw new AmqpConnectionException(ReplyCode.CommandInvalid, $"{method.Name} came on an open connection.");
        }
    }

    /// <summary>Shows the batch to the dispatch loops. One consumer that is over its bound, and that no prefetch limits, is given back.</summary>
    private AmqpConsumer? ShowDeliveries()
    {
        AmqpConsumer? slow = null;
        foreach (AmqpConsumer consumer in _touched)
        {
            consumer.IsTouched = false;
            consumer.Deliveries.Show();
            if (!consumer.IsBoundedByBroker && consumer.Deliveries.IsOver())
            {
                slow = consumer;
            }
        }

        _touched.Clear();
        return slow;
    }

    /// <summary>
    /// Stops reading until the consumer has caught up, so that TCP holds the broker. Whoever waits for an answer on this connection would wait for
    /// the consumer, too, and the consumer perhaps for that answer: while somebody waits, reading goes on, up to a second bound.
    /// </summary>
    private async Task PauseAsync(AmqpConsumer slow)
    {
        while (slow.Deliveries.IsOver())
        {
            TaskCompletionSource resume = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _paused = resume;
            if (Reason is not null || (AwaitsAnswer && !slow.Deliveries.IsOver(TimesOverWhileAwaiting)))
            {
                break;
            }

            await Task.WhenAny(slow.Deliveries.WaitForRoomAsync(), resume.Task).ConfigureAwait(false);
        }

        _paused = null;
    }

    private bool AwaitsAnswer
    {
        get
        {
            lock (_gate)
            {
                return !_secrets.IsEmpty || Array.Exists(_channels.ToArray(), static channel => channel.AwaitsAnswer);
            }
        }
    }

    /// <summary>Lets the last octets leave, and the transport go.</summary>
    private async Task FinishAsync()
    {
        try
        {
            await Output.Completion.WaitAsync(Options.CloseTimeout, Options.TimeProvider).ConfigureAwait(false);
            await _transport.Input.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer does not read any more. Whatever is left cannot be sent; the reason of the close is known already.
        }

        await DisposeTransportAsync(_transport).ConfigureAwait(false);
        _scratch.Dispose();
    }

    private static async ValueTask DisposeTransportAsync(IDuplexPipe transport)
    {
        switch (transport)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
            default:
                await transport.Output.CompleteAsync().ConfigureAwait(false);
                await transport.Input.CompleteAsync().ConfigureAwait(false);
                break;
        }
    }
}
