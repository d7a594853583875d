namespace TypedAmqp.Generators.Model;

/// <summary>A method of an RPC service.</summary>
/// <param name="Name">The method's name in C#.</param>
/// <param name="WireName">The request's <c>type</c> on the wire: service, dot, name without <c>Async</c>.</param>
/// <param name="Request">The request's contract; null for a method without one.</param>
/// <param name="RequestParameter">The name of its parameter; null without one.</param>
/// <param name="Reply">
/// The reply's contract, or that of a stream's items; null for a method that returns a plain <c>Task</c> or <c>ValueTask</c>.
/// </param>
/// <param name="ReturnType">The return type for emitted code.</param>
/// <param name="ReturnsValueTask">Whether it is a <c>ValueTask</c> rather than a <c>Task</c>.</param>
/// <param name="CancellationParameter">The name of the cancellation token's parameter; null without one.</param>
/// <param name="TimeoutMilliseconds">How long a call may take; null when neither method nor service says.</param>
/// <param name="IsSupported">Whether the signature can travel: a task, at most one request, no type parameters, no <c>ref</c>.</param>
/// <param name="Signature">The whole signature for emitted code, without body: for those that are not supported too.</param>
internal sealed record RpcMethodModel(
    string Name,
    string WireName,
    MessageModel? Request,
    string? RequestParameter,
    MessageModel? Reply,
    string ReturnType,
    bool ReturnsValueTask,
    string? CancellationParameter,
    long? TimeoutMilliseconds,
    bool IsSupported,
    string Signature)
{
    /// <summary>How it is answered.</summary>
    public RpcMethodKind Kind { get; init; }

    /// <summary>The interface that declares it; null for the service's own. Two of them may declare methods of one name.</summary>
    public string? InheritedFrom { get; init; }

    /// <summary>Whether a call is made again when the connection was lost before its reply came.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The faults that it declares, or its service does.</summary>
    public EquatableArray<RpcFaultModel> Faults { get; init; }
}
