using TypedAmqp.Protocol;

namespace TypedAmqp.Channels;

/// <summary>A synchronous method that one kind of method answers.</summary>
internal sealed class MethodCall<TResult>(MethodId answer, ReplyReader<TResult> read) : PendingCall
{
    private readonly TaskCompletionSource<TResult> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Result => _source.Task;

    public override bool Accepts(MethodId method) => method == answer;

    public override void Complete(MethodId method, ReadOnlySpan<byte> arguments) => _source.TrySetResult(read(arguments));

    public override void Fail(Exception exception) => _source.TrySetException(exception);
}
