using TypedAmqp.Protocol;

namespace TypedAmqp.Channels;

/// <summary>A synchronous method whose answer has not come.</summary>
internal abstract class PendingCall
{
    /// <summary>Whether the method is the answer.</summary>
    public abstract bool Accepts(MethodId method);

    /// <summary>The answer came. On the read loop; the caller goes on elsewhere.</summary>
    public abstract void Complete(MethodId method, ReadOnlySpan<byte> arguments);

    /// <summary>No answer will come.</summary>
    public abstract void Fail(Exception exception);
}
