using System.Buffers;
using System.Threading.Tasks.Sources;
using TypedAmqp.Generated;
using TypedAmqp.Protocol;

namespace TypedAmqp.Rpc;

/// <summary>
/// A call of one method: what its caller awaits, and the octets of its request but for the body. Used again once both the caller has its result and
/// the request is written.
/// </summary>
internal sealed class PendingCall<TRequest, TReply> : PendingCall, IValueTaskSource<TReply>
{
    private readonly RpcMethod<TRequest, TReply> _method;
    private readonly string _service;
    private readonly PendingCalls _calls;
    private readonly CallPool<TRequest, TReply> _pool;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly byte[] _octets;
    private readonly int _correlationOffset;
    private ManualResetValueTaskSourceCore<TReply> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private long _deadline;
    private int _holders;

    public PendingCall(RpcMethod<TRequest, TReply> method, string service, PendingCalls calls, CallPool<TRequest, TReply> pool, TimeProvider clock)
    {
        _method = method;
        _service = service;
        _calls = calls;
        _pool = pool;
        _clock = clock;
        _timer = clock.CreateTimer(static call => ((PendingCall<TRequest, TReply>)call!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        ArrayBufferWriter<byte> octets = new();
        FrameWriter.WriteMethod(octets, 0, new BasicPublish { Exchange = "", RoutingKey = service, Mandatory = true });
        FrameWriter.WriteHeader(octets, 0, 0, method.CreateProperties(CorrelationId.Placeholder));
        _octets = octets.WrittenSpan.ToArray();
        _correlationOffset = _octets.AsSpan().LastIndexOf(CorrelationId.PlaceholderOctets);
        Template = PublishTemplate.Own(_octets, hasConstantKey: true);
    }

    /// <summary>The request but for its body. Its octets change with each use.</summary>
    public PublishTemplate Template { get; }

    /// <summary>Begins to wait.</summary>
    public ValueTask<TReply> Begin(AmqpChannel channel, CancellationToken cancellationToken)
    {
        _holders = 2;
        Channel = channel;
        _deadline = _clock.GetTimestamp() + (long)(_method.Timeout.TotalSeconds * _clock.TimestampFrequency);
        ValueTask<TReply> reply = new(this, _core.Version);
        _calls.Add(this);
        CorrelationId.Format(_calls.Caller, Id, _octets.AsSpan(_correlationOffset));
        _timer.Change(_method.Timeout, Timeout.InfiniteTimeSpan);
        _cancellation = cancellationToken.UnsafeRegister(
            static (call, token) => ((PendingCall<TRequest, TReply>)call!).Cancel(token), this);
        return reply;
    }

    /// <summary>One of the two that hold it lets go: its caller, and the publish of its request.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            Channel = null;
            _core.Reset();
            _pool.Return(this);
        }
    }

    public override void Complete(in ReceivedMessage reply)
    {
        TReply result;
        try
        {
            if (Arrival.TypeOf(in reply).SequenceEqual(RpcWire.FaultTypeOctets))
            {
                _core.SetException(RpcFault.Read(reply.Body, _method.Faults));
                return;
            }

            result = _method.ReplyContract.Read(in reply);
        }
        catch (Exception e)
        {
            _core.SetException(e);
            return;
        }

        _core.SetResult(result);
    }

    public override void Fail(Exception exception) => _core.SetException(exception);

    public override void FailUnavailable(string reason, bool isReplyLost) =>
        Fail(new RpcUnavailableException(_service, reason) { IsReplyLost = isReplyLost });

    TReply IValueTaskSource<TReply>.GetResult(short token)
    {
        // Throws for a task that was awaited before, which may not release what another call uses by now.
        _core.GetStatus(token);
        try
        {
            // Waits for a cancellation that runs at this moment: it may not meet the next call that uses this object.
            _cancellation.Dispose();
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation = default;
            Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TReply>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TReply>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void OnTimer()
    {
        // A timer may go off early by its own resolution, or so late that the object serves another call already: the deadline decides.
        ulong id = Id;
        TimeSpan left = _clock.GetElapsedTime(_clock.GetTimestamp(), Volatile.Read(ref _deadline));
        if (left > TimeSpan.Zero)
        {
            _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
        else if (_calls.Take(id) == this)
        {
            Fail(new TimeoutException($"No reply to {_method.Name} came within {_method.Timeout.TotalSeconds} s."));
        }
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        // Read before the call ends: then the object may serve another.
        ulong id = Id;
        AmqpChannel channel = Channel!;
        if (_calls.Take(id) == this)
        {
            Fail(new OperationCanceledException($"The call of {_method.Name} was cancelled.", cancellationToken));
            RpcControl.Cancel(channel, _service, CorrelationId.Text(_calls.Caller, id));
        }
    }
}
