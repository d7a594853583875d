using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// What one read of a connection sets in motion, done together: messages to their queues, confirms to their publishers, settlements to their queues,
/// waiting consumers back to work, and at the end one flush for each output that was written to. A turn never waits for anything. Its memory belongs
/// to the thread.
/// </summary>
internal sealed class Turn
{
    // Queues whose memory is asked for together.
    private const int QueuesAhead = 16;

    [ThreadStatic]
    private static Turn? s_spare;

    private readonly List<Settlement> _settlements = [];
    private readonly List<ConnectionOutput> _owed = [];
    private readonly List<Consumer> _resumable = [];
    private readonly List<Channel> _confirming = [];
    private readonly List<Consumer> _successors = [];
    private readonly List<Task> _commits = [];
    private readonly List<Letter> _letters = [];
    private RouteTargets? _letterTargets;
    private Route? _letterRoute;
    private ConnectionOutput? _settling;
    private bool _hasReturned;
    private long _approached;
    private PublishRun _run;

    private Turn()
    {
    }

    /// <summary>Messages published in this turn that are not with their queues yet.</summary>
    public PublishBatch Publishes { get; } = new();

    /// <summary>Counts publishes for their exchanges.</summary>
    public ref PublishRun Run => ref _run;

    /// <summary>Messages that are to be published next.</summary>
    public MessagesAhead Ahead { get; } = new();

    /// <summary>Begins a turn on this thread. One within another (a flush that runs its reader inline) gets a turn of its own.</summary>
    public static Turn Begin()
    {
        Turn turn = s_spare ?? new Turn();
        s_spare = null;
        return turn;
    }

    /// <summary>
    /// Does what was collected, flushes, and ends the turn. One that failed may hold what it has not done: nobody gets that as their own.
    /// </summary>
    public void End()
    {
        bool isDone = false;
        try
        {
            Work();
            isDone = true;
        }
        finally
        {
            Ahead.Clear();
            Flush();
            s_spare = isDone ? this : null;
        }
    }

    /// <summary>Under the gate of the output: it was written to, and has to be flushed at the end of the turn.</summary>
    public void OweFlush(ConnectionOutput output)
    {
        if (!output.IsFlushOwed)
        {
            output.IsFlushOwed = true;
            _owed.Add(output);
        }
    }

    /// <summary>The channel has publishes to confirm once they are with their queues.</summary>
    public void OweConfirm(Channel channel) => _confirming.Add(channel);

    /// <summary>A consumer is the one that gets messages now: it begins once what the one before it gives back is in its place.</summary>
    public void OweStart(Consumer successor) => _successors.Add(successor);

    /// <summary>Under the gate of the output: a message was settled; its queue hears of it with the others.</summary>
    public void Settle(ConnectionOutput output, in UnackedMessage message, SettlementKind kind)
    {
        _settling = output;
        _settlements.Add(new Settlement(message, kind));
        if (kind == SettlementKind.Requeued)
        {
            // It makes room once it is in its place again: what is published in between may not get ahead of it.
            _hasReturned = true;
        }
        else
        {
            message.Consumer?.MakeRoom();
        }
    }

    /// <summary>Sends on a message when no lock is held: its way may lead back to the same queue. May be called under the lock of a queue.</summary>
    public void Send(Letter letter) => _letters.Add(letter);

    /// <summary>Resumes those consumers of a connection that have room again.</summary>
    public void Resume(ConnectionOutput output)
    {
        output.TakeResumable(_resumable);
        foreach (Consumer consumer in _resumable)
        {
            consumer.Queue.Resume(consumer, this);
        }

        _resumable.Clear();
    }

    /// <summary>Does what was collected. To be called before anything that has to see its effects.</summary>
    public void Work()
    {
        _run.End();
        if (!Publishes.IsEmpty)
        {
            Publish();
        }

        if (_confirming.Count > 0)
        {
            Confirm();
        }

        if (_settling is not null)
        {
            Settle(_settling);
        }

        if (_successors.Count > 0)
        {
            StartSuccessors();
        }

        // Where one arrives another may die.
        while (_letters.Count > 0)
        {
            SendLetters();
        }
    }

    private void Publish()
    {
        try
        {
            for (int target = 0; target < Publishes.TargetCount; target++)
            {
                if (target % QueuesAhead == 0 && Publishes.TargetCount > 1)
                {
                    Approach(target);
                }

                Queue queue = Publishes.Queue(target);
                queue.Publish(Publishes, target, this);
                queue.VirtualHost.Resources.Log?.WriteIfMuch();
                if (_confirming.Count > 0)
                {
                    AwaitCommit(queue.Store);
                }
            }
        }
        finally
        {
            Publishes.Clear();
        }
    }

    // Where there are very many queues, a message waits for memory and for little else: one after the other, since a lock lets no read pass. These
    // reads are made before any of the locks is taken, and processors make them all at once.
    private void Approach(int first)
    {
        int end = Math.Min(first + QueuesAhead, Publishes.TargetCount);
        for (int target = first; target < end; target++)
        {
            _approached += Publishes.Queue(target).Approach();
        }
    }

    private void SendLetters()
    {
        _letterTargets ??= new RouteTargets();
        _letterRoute ??= new Route { Version = -1 };
        Letter[] letters = [.. _letters];
        _letters.Clear();
        foreach (Letter letter in letters)
        {
            Publishes.AreLetters = true;
            letter.Publish(Publishes, _letterTargets, _letterRoute);
            if (Publishes.IsFull)
            {
                Publish();
            }
        }

        Publish();
        foreach (Letter letter in letters)
        {
            letter.Sent();
        }
    }

    private void Confirm()
    {
        foreach (Channel channel in _confirming)
        {
            channel.Confirm(this, _commits);
        }

        _confirming.Clear();
        _commits.Clear();
    }

    private void AwaitCommit(MessageStore store)
    {
        long appended = store.Appended;
        if (store.Committed < appended)
        {
            _commits.Add(store.CommittedAsync(appended));
        }
    }

    private void Settle(ConnectionOutput output)
    {
        _settling = null;
        ReadOnlySpan<Settlement> rest = CollectionsMarshal.AsSpan(_settlements);
        while (!rest.IsEmpty)
        {
            Queue queue = rest[0].Message.Queue;
            int count = 1;
            while (count < rest.Length && rest[count].Message.Queue == queue)
            {
                count++;
            }

            queue.Settle(rest[..count], this);
            rest = rest[count..];
        }

        if (_hasReturned)
        {
            _hasReturned = false;
            MakeRoom(output);
        }

        _settlements.Clear();
        Resume(output);
    }

    private void StartSuccessors()
    {
        foreach (Consumer successor in _successors)
        {
            successor.Queue.Resume(successor, this);
        }

        _successors.Clear();
    }

    private void MakeRoom(ConnectionOutput output)
    {
        lock (output.Gate)
        {
            foreach (Settlement settlement in _settlements)
            {
                if (settlement.Kind == SettlementKind.Requeued)
                {
                    settlement.Message.Consumer?.MakeRoom();
                }
            }
        }
    }

    private void Flush()
    {
        foreach (ConnectionOutput output in _owed)
        {
            output.Flush();
        }

        _owed.Clear();
    }
}
