using TypedAmqp.Protocol;

namespace TypedAmqp.Channels;

/// <summary>A synchronous method that one kind of method answers.</summary>
internal sealed class MethodCall<TResult>(MethodId answer, ReplyReader<TResult> read) : PendingCall<TResult>
{
    public override bool Accepts(MethodId method) => method == answer;

    public override void Complete(MethodId method, ReadOnlySpan<byte> arguments)
    {
        try
        {
            Source.TrySetResult(read(arguments));
        }
        catch (AmqpException e)
        {
            // The answer cannot be read, which ends the connection; this call is in no list any more.
            Fail(e);
            throw;
        }
    }
}
