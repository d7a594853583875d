namespace TypedAmqp;

/// <summary>
/// Says that a method of a service, or each of its methods, may answer with a fault that carries <typeparamref name="TFault"/>: the implementation
/// throws an <see cref="RpcFaultException{TFault}"/>, and its caller catches one.
/// </summary>
/// <typeparam name="TFault">What the fault carries, as JSON.</typeparam>
/// <param name="code">The fault's code on the wire. Without it the contract's wire name, else its name in words: <c>out-of-stock</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface, AllowMultiple = true)]
public sealed class ThrowsAttribute<TFault>(string? code = null) : Attribute
{
    /// <summary>The fault's code on the wire; null when it follows from the contract.</summary>
    public string? Code { get; } = code;
}
