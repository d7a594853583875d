using System.Buffers;

namespace TypedAmqp.Generated;

/// <summary>A fault that a service declares, as it travels: a code, a text, and what it carries as JSON.</summary>
public abstract class RpcFaultContract
{
    private protected RpcFaultContract(string code) => Code = code;

    /// <summary>Its code on the wire.</summary>
    public string Code { get; }

    /// <summary>Whether an exception is this fault.</summary>
    internal abstract bool Matches(RpcFaultException exception);

    /// <summary>Writes what an exception of this fault carries.</summary>
    internal abstract void Write(RpcFaultException exception, IBufferWriter<byte> output);

    /// <summary>Makes the exception at the caller.</summary>
    /// <exception cref="UndecodableMessageException">What the fault carries is something else.</exception>
    internal abstract RpcFaultException Read(string text, in ReadOnlySequence<byte> detail);
}
