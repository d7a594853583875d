using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;
using TypedAmqp.Generated;
using TypedAmqp.Protocol;

namespace TypedAmqp.Rpc;

/// <summary>
/// A call of one method: what its caller awaits, and the octets of its request but for the body. Used again once both the caller has its result and
/// the request is written.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Without a timer and a wait handle there is nothing to dispose of.")]
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
    private CancellationTokenSource _givenUp = new();
    private long _deadline;
    private int _holders;

    public PendingCall(RpcMethod<TRequest, TReply> method, string service, PendingCalls calls, CallPool<TRequest, TReply> pool, TimeProvider clock)
    {
        _method = method;
        _service = service;
        _calls = calls;
        _pool = pool;
        _clock = clock;
        _timer = clock.CreateTimer(
            static call => ((PendingCall<TRequest, TReply>)call!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        ArrayBufferWriter<byte> octets = new();
        FrameWriter.WriteMethod(octets, 0, new BasicPublish { Exchange = "", RoutingKey = service, Mandatory = true });
        FrameWriter.WriteHeader(octets, 0, 0, method.CreateProperties(CorrelationId.Placeholder));
        _octets = octets.WrittenSpan.ToArray();
        _correlationOffset = _octets.AsSpan().LastIndexOf(CorrelationId.PlaceholderOctets);
        Template = PublishTemplate.Own(_octets, hasConstantKey: true);
    }

    /// <summary>The request but for its body. Its octets change with each use.</summary>
    public PublishTemplate Template { get; }

    /// <summary>Cancelled when nobody waits any more: a request that has not left by then does not leave.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Begins to wait.</summary>
    /// <param name="channel">The channel that it is published on.</param>
    /// <param name="begun">When its caller began, as a timestamp of the clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<TReply> Begin(AmqpChannel channel, long begun, CancellationToken cancellationToken)
    {
        _holders = 2;
        Channel = channel;
        _deadline = begun + (long)(_method.Timeout.TotalSeconds * _clock.TimestampFrequency);
        ValueTask<TReply> reply = new(this, _core.Version);
        _calls.Add(this);
        CorrelationId.Format(_calls.Caller, Id, _octets.AsSpan(_correlationOffset));
        ArmTimer(Left);
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
            _givenUp = _givenUp.IsCancellationRequested ? new CancellationTokenSource() : _givenUp;
            _pool.Return(this);
        }
    }

    public override void Complete(in ReceivedMessage reply)
    {
        _pool.Answered();
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

    private TimeSpan Left => _clock.GetElapsedTime(_clock.GetTimestamp(), Volatile.Read(ref _deadline));

    private void ArmTimer(TimeSpan left) => _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    private string Hint => _pool.IsAnswered ? "" : $", and none ever did: is it served? Its queue is '{_service}'";

    private void OnTimer()
    {
        // A timer may go off early by its own resolution, or so late that the object serves another call already: the deadline decides.
        ulong id = Id;
        TimeSpan left = Left;
        if (left > TimeSpan.Zero)
        {
            ArmTimer(left + TimeSpan.FromMilliseconds(1));
        }
        else if (_calls.Take(id) == this)
        {
            GiveUp(new TimeoutException($"No reply to {_method.Name} came within {_method.Timeout.TotalSeconds} s{Hint}."));
        }
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        // Read before the call ends: then the object may serve another.
        ulong id = Id;
        AmqpChannel channel = Channel!;
        if (_calls.Take(id) == this)
        {
            GiveUp(new OperationCanceledException($"The call of {_method.Name} was cancelled.", cancellationToken));
            RpcControl.Cancel(channel, _service, CorrelationId.Text(_calls.Caller, id));
        }
    }

    /// <summary>First the request is withdrawn, where it waits still: once the caller is told, the object may serve another call.</summary>
    private void GiveUp(Exception exception)
    {
        _givenUp.Cancel();
        Fail(exception);
    }
}
