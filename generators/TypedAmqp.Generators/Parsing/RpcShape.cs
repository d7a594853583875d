using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The parts of a service method's signature, as far as calling it over AMQP goes.</summary>
/// <param name="Requests">The parameters other than cancellation tokens.</param>
/// <param name="Tokens">The cancellation tokens.</param>
/// <param name="Reply">What the returned task or stream yields; null for a plain task.</param>
/// <param name="ReturnsTask">Whether it returns a <c>Task</c>.</param>
/// <param name="ReturnsValueTask">Whether it returns a <c>ValueTask</c>.</param>
internal sealed record RpcShape(
    IReadOnlyList<IParameterSymbol> Requests,
    IReadOnlyList<IParameterSymbol> Tokens,
    ITypeSymbol? Reply,
    bool ReturnsTask,
    bool ReturnsValueTask)
{
    /// <summary>Whether it returns an <c>IAsyncEnumerable</c>.</summary>
    public bool ReturnsStream { get; init; }

    /// <summary>Whether the method says that it has no reply.</summary>
    public bool IsOneWay { get; init; }

    /// <summary>Whether it is any type, known while running only: a contract is one type, and emitted code must say which.</summary>
    public bool IsDynamic => Requests.Select(static request => request.Type).Append(Reply).Any(static type => type is IDynamicTypeSymbol);

    public bool IsAsynchronous => ReturnsTask || ReturnsValueTask || ReturnsStream;

    /// <summary>Whether it says that it has no reply, and returns one.</summary>
    public bool ContradictsItself => IsOneWay && Reply is not null;

    public RpcMethodKind Kind => ReturnsStream ? RpcMethodKind.Stream : IsOneWay ? RpcMethodKind.OneWay : RpcMethodKind.Call;
}
