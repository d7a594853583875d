namespace TypedAmqp;

/// <summary>What differs for one method of a service from what its interface says.</summary>
/// <param name="name">
/// The method's name on the wire, behind the service's and a dot. Without this attribute it is the method's name without <c>Async</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RpcMethodAttribute(string name) : Attribute
{
    /// <summary>The method's name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>How long a call may take, in milliseconds.</summary>
    public long Timeout { get; set; }

    /// <summary>Whether a call is made again when the connection was lost before its reply came; as the service says unless set.</summary>
    public bool Repeatable { get; set; }
}
