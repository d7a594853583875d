using System.Buffers;
using System.Buffers.Binary;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// While messages hold too much memory, publishes wait: their frames are parked, and with them everything else on their channels but acknowledgements,
// so that a connection that also consumes can make room itself. A client that does not heed connection.blocked is not read from any more once it has
// sent too much.
internal sealed partial class Connection
{
    // Octets of frames that may wait, before the broker stops reading.
    private const int MostParked = 1024 * 1024;

    private readonly MemoryGauge _memory;
    private OctetBuffer _parked = new();
    private TaskCompletionSource? _resumed;
    private bool _takesEverything;
    private bool _saidBlocked;

    public bool IsBlocked => _parked.Count > 0;

    /// <summary>So much waits that nothing more is read.</summary>
    private bool IsPaused => _parked.Count > MostParked && !_isAborted;

    private bool MustPark => (_memory.IsHigh || _parked.Count > 0) && !_takesEverything;

    /// <summary>There may be memory again, or the end has come: lets the reader look.</summary>
    public void Wake()
    {
        _transport.Input.CancelPendingRead();
        Volatile.Read(ref _resumed)?.TrySetResult();
    }

    /// <summary>Parks a frame if it has to wait.</summary>
    private bool Park(in Frame frame)
    {
        if (_state != ConnectionState.Running || frame.Channel == 0 || !_channels.TryGetValue(frame.Channel, out Channel? channel)
            || channel.State != ChannelState.Open)
        {
            return false;
        }

        MethodId id = frame.Type == FrameType.Method ? Method.ReadId(frame.Payload) : default;
        bool waits = channel.IsParked
            ? channel.Content.State != ContentState.None || id is not (MethodId.BasicAck or MethodId.BasicNack or MethodId.BasicReject)
            : id == MethodId.BasicPublish;
        if (!waits)
        {
            return false;
        }

        if (!IsBlocked)
        {
            BeginBlocked();
        }

        channel.IsParked = true;
        Copy(frame);
        if (id is MethodId.TxCommit or MethodId.TxRollback && _memory.IsHeldByPending)
        {
            // Nothing but the end of transactions makes room here: it goes through, with the little that waits before it.
            Unpark(force: true);
        }

        return true;
    }

    /// <summary>Refuses what this connection has not finished, once so much waits behind it that its end would not be read any more.</summary>
    private void RefusePending()
    {
        foreach (Channel channel in _channels.Values.Where(static channel => channel is { State: ChannelState.Open, HoldsPending: true }).ToArray())
        {
            Close(channel, OutOfMemory());
        }
    }

    private static AmqpChannelException OutOfMemory() => Refusal.Channel(
        ReplyCode.PreconditionFailed, "unfinished messages and transactions take all the memory there is for messages", MethodId.BasicPublish);

    private void Copy(in Frame frame)
    {
        int size = frame.Length + FrameFormat.Overhead;
        Span<byte> copy = _parked.Rest(size).AsSpan(0, size);
        copy[0] = (byte)frame.Type;
        BinaryPrimitives.WriteUInt16BigEndian(copy[1..], frame.Channel);
        BinaryPrimitives.WriteInt32BigEndian(copy[3..], frame.Length);
        frame.CopyTo(copy[FrameFormat.HeaderSize..]);
        copy[^1] = FrameFormat.EndOctet;
        _parked.Advance(size);
    }

    private void BeginBlocked()
    {
        _broker.Block(this);
        _broker.Log.Blocked(Peer);
        if (_wantsBlockedNotices && !_saidBlocked)
        {
            _saidBlocked = true;
            Send(0, new ConnectionBlocked { Reason = _memory.IsDiskLow ? "low on disk"u8 : "low on memory"u8 });
        }
    }

    /// <summary>Takes what waits as far as there is memory again; all of it when <paramref name="force"/> is set.</summary>
    private void Unpark(bool force)
    {
        if (!IsBlocked || (_memory.IsHigh && !force))
        {
            return;
        }

        OctetBuffer parked = _parked;
        _parked = new OctetBuffer();
        MarkParked(false);
        _takesEverything = force;
        try
        {
            ReadOnlySequence<byte> waiting = new(parked.Written);
            ParkAgain(waiting.Slice(ReadFrames(waiting)));
        }
        finally
        {
            _takesEverything = false;

            // Messages refer to what is given back here, also where an error ended the reading.
            Turn.Work();
            parked.Clear();
        }

        if (IsBlocked)
        {
            return;
        }

        _broker.Unblock(this);
        if (_saidBlocked && _state == ConnectionState.Running)
        {
            _saidBlocked = false;
            Send(0, new ConnectionUnblocked());
        }
    }

    // What was not looked at because the answers became too many: nothing may overtake it.
    private void ParkAgain(in ReadOnlySequence<byte> rest)
    {
        if (_isInterrupted)
        {
            int size = (int)rest.Length;
            rest.CopyTo(_parked.Rest(size).AsSpan(0, size));
            _parked.Advance(size);
            MarkParked(true);
        }
    }

    private void MarkParked(bool isParked)
    {
        foreach (Channel channel in _channels.Values)
        {
            channel.IsParked = isParked;
        }
    }

    private async Task ResumedAsync()
    {
        TaskCompletionSource resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _resumed, resumed);

        // It may have been a moment ago.
        if (_memory.IsHigh && !_isAborted)
        {
            await resumed.Task.ConfigureAwait(false);
        }

        Volatile.Write(ref _resumed, null);
    }
}
