using System.Collections.Concurrent;
using TypedAmqp.Generated;

namespace TypedAmqp.Rpc;

/// <summary>Calls of one method that are not in use.</summary>
internal sealed class CallPool<TRequest, TReply>(RpcMethod<TRequest, TReply> method, string service, PendingCalls calls, TimeProvider clock)
{
    private const int Kept = 4096;

    private readonly ConcurrentQueue<PendingCall<TRequest, TReply>> _idle = new();

    /// <summary>Whether a reply has ever come: then somebody serves it, or did.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>A reply has come.</summary>
    public void Answered()
    {
        // All callers read it: written once only, it stays in their caches.
        if (!IsAnswered)
        {
            IsAnswered = true;
        }
    }

    public PendingCall<TRequest, TReply> Rent() =>
        _idle.TryDequeue(out PendingCall<TRequest, TReply>? call) ? call : new PendingCall<TRequest, TReply>(method, service, calls, this, clock);

    public void Return(PendingCall<TRequest, TReply> call)
    {
        if (_idle.Count < Kept)
        {
            _idle.Enqueue(call);
        }
    }
}
