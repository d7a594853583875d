using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Publisher confirms (RabbitMQ): they leave here and nowhere else, in order, one basic.ack for as many as there are.
internal sealed partial class Channel
{
    private bool _isConfirming;
    private bool _isConfirmOwed;

    // Nothing is confirmed any more: what has its number next is another channel. Guarded by the lock of the output.
    private bool _hasEnded;
    private ulong _published;
    private ulong _confirmed;

    // Publishes that a queue did not take and that were not answered yet. Guarded by the lock of the output.
    private SortedSet<ulong>? _rejected;
    private Task _lastConfirm = Task.CompletedTask;

    /// <summary>
    /// Confirms everything that was published, once the stores of its queues have committed it. The messages of the turn are with their queues.
    /// </summary>
    public void Confirm(Turn turn, List<Task> commits)
    {
        _isConfirmOwed = false;
        if (commits.Count > 0 || !_lastConfirm.IsCompleted)
        {
            _lastConfirm = ConfirmAsync(_published, _lastConfirm, Task.WhenAll(commits));
            return;
        }

        lock (Output.Gate)
        {
            WriteConfirm(_published);
            turn.OweFlush(Output);
        }
    }

    /// <summary>
    /// A queue did not take a message: it is answered with basic.nack, or the commit of its transaction fails. May be called under the lock of a
    /// queue.
    /// </summary>
    public void Reject(ulong tag)
    {
        lock (Output.Gate)
        {
            _rejected ??= [];
            _rejected.Add(tag);
        }
    }

    /// <summary>Forgets what queues did not take; whether there was anything.</summary>
    private bool TakeRejected()
    {
        lock (Output.Gate)
        {
            bool any = _rejected is { Count: > 0 };
            _rejected = null;
            return any;
        }
    }

    // Behind the confirms that wait already.
    private async Task ConfirmAsync(ulong tag, Task previous, Task committed)
    {
        connection.AddOpenConfirm(1);
        await previous.ConfigureAwait(false);
        await committed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (Output.Gate)
        {
            if (committed.IsCompletedSuccessfully && !_hasEnded)
            {
                WriteConfirm(tag);
            }
            else if (!_hasEnded)
            {
                FrameWriter.WriteMethod(Output, Number, new BasicNack { DeliveryTag = tag, Multiple = true });
                _confirmed = tag;
            }
        }

        Output.Flush();
        connection.AddOpenConfirm(-1);
    }

    // Under the lock of the output.
    private void WriteConfirm(ulong tag)
    {
        while (_rejected is { Count: > 0 } && _rejected.Min <= tag)
        {
            ulong rejected = _rejected.Min;
            _rejected.Remove(rejected);
            WriteAck(rejected - 1);
            FrameWriter.WriteMethod(Output, Number, new BasicNack { DeliveryTag = rejected });
            _confirmed = rejected;
        }

        WriteAck(tag);
    }

    private void WriteAck(ulong tag)
    {
        if (tag == _confirmed)
        {
            return;
        }

        FrameWriter.WriteMethod(Output, Number, new BasicAck { DeliveryTag = tag, Multiple = tag - _confirmed > 1 });
        _stats.Confirmed += (long)(tag - _confirmed);
        _confirmed = tag;
    }

    private void CountPublish()
    {
        if (!_isConfirming)
        {
            return;
        }

        _published++;
        if (!_isConfirmOwed)
        {
            _isConfirmOwed = true;
            Turn.OweConfirm(this);
        }
    }

    private void OnConfirmSelect(in ConfirmSelect method)
    {
        if (_transaction is not null)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, "cannot switch from tx to confirm mode", MethodId.ConfirmSelect);
        }

        _isConfirming = true;
        if (!method.NoWait)
        {
            Send(new ConfirmSelectOk());
        }
    }
}
