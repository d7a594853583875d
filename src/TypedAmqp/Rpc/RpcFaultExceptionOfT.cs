namespace TypedAmqp;

/// <summary>A call that the server could not do for a reason that its service declares: a <see cref="ThrowsAttribute{TFault}"/>.</summary>
/// <typeparam name="TFault">What the fault carries.</typeparam>
public sealed class RpcFaultException<TFault> : RpcFaultException
{
    /// <summary>Makes a fault, for an implementation to throw. Its code is the declared one.</summary>
    /// <param name="fault">What it carries.</param>
    /// <param name="text">What is wrong, for people; the fault's own text unless given.</param>
    public RpcFaultException(TFault fault, string? text = null)
        : this("", fault, text)
    {
    }

    internal RpcFaultException(string code, TFault fault, string? text)
        : base(code, text ?? fault?.ToString() ?? typeof(TFault).Name) => Fault = fault;

    /// <summary>What it carries.</summary>
    public TFault Fault { get; }
}
