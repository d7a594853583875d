using TypedAmqp.Protocol;

namespace TypedAmqp.Channels;

/// <summary><c>basic.get</c>: answered by <c>get-ok</c> with a content, or by <c>get-empty</c>.</summary>
internal sealed class GetCall : PendingCall
{
    private readonly TaskCompletionSource<GetResult?> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<GetResult?> Result => _source.Task;

    /// <summary>Messages left in the queue, once <c>get-ok</c> came.</summary>
    public uint MessageCount { get; set; }

    public override bool Accepts(MethodId method) => method is MethodId.BasicGetOk or MethodId.BasicGetEmpty;

    public override void Complete(MethodId method, ReadOnlySpan<byte> arguments) => _source.TrySetResult(null);

    public void Complete(GetResult result) => _source.TrySetResult(result);

    public override void Fail(Exception exception) => _source.TrySetException(exception);
}
