using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// tx.commit is answered when the disk has it. Until then nothing more of the connection is looked at: what it sent next was sent in the belief that
// everything is done in order.
internal sealed partial class Connection
{
    private Task? _committing;
    private Channel? _committingChannel;

    /// <summary>Answers tx.commit once a task has completed; ends the connection when it fails.</summary>
    public void ReplyAfter(Task committed, Channel channel)
    {
        _committing = committed;
        _committingChannel = channel;
    }

    // At the end of a read.
    private async Task CommittedAsync()
    {
        if (_committing is { IsCompleted: false } committing)
        {
            AddOpenConfirm(1);
            await committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            AddOpenConfirm(-1);
        }
    }

    // At the beginning of the next one.
    private void ReplyCommitted()
    {
        if (_committing is not { } committing || _committingChannel is not { } channel)
        {
            return;
        }

        _committing = null;
        _committingChannel = null;
        if (!committing.IsCompletedSuccessfully)
        {
            throw Refusal.Connection(
                ReplyCode.InternalError, "the store of the broker has failed, and the transaction may be lost", MethodId.TxCommit);
        }

        channel.Send(new TxCommitOk());
    }
}
