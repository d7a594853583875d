using TypedAmqp.Protocol;

namespace TypedAmqp.Channels;

/// <summary><c>basic.get</c>: answered by <c>get-ok</c> with a content, or by <c>get-empty</c>.</summary>
internal sealed class GetCall(bool noAck) : PendingCall<GetResult?>
{
    /// <summary>Whether the broker takes the message for settled.</summary>
    public bool NoAck => noAck;

    /// <summary>Messages left in the queue, once <c>get-ok</c> came.</summary>
    public uint MessageCount { get; set; }

    public override bool Accepts(MethodId method) => method is MethodId.BasicGetOk or MethodId.BasicGetEmpty;

    public override void Complete(MethodId method, ReadOnlySpan<byte> arguments) => Source.TrySetResult(null);

    /// <summary>A message came.</summary>
    /// <returns>Whether somebody takes it: its caller may have given up.</returns>
    public bool Complete(GetResult result) => Source.TrySetResult(result);

    /// <summary>The caller gives up.</summary>
    /// <returns>The message that came at the same moment, which the caller has to put back; or null.</returns>
    public GetResult? GiveUp() => Source.TrySetCanceled() || !Source.Task.IsCompletedSuccessfully ? null : Source.Task.Result;
}
