using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The parts of a service method's signature, as far as calling it over AMQP goes.</summary>
/// <param name="Requests">The parameters other than cancellation tokens.</param>
/// <param name="Tokens">The cancellation tokens.</param>
/// <param name="Reply">What the returned task yields; null for a plain one.</param>
/// <param name="ReturnsTask">Whether it returns a <c>Task</c>.</param>
/// <param name="ReturnsValueTask">Whether it returns a <c>ValueTask</c>.</param>
internal sealed record RpcShape(
    IReadOnlyList<IParameterSymbol> Requests,
    IReadOnlyList<IParameterSymbol> Tokens,
    ITypeSymbol? Reply,
    bool ReturnsTask,
    bool ReturnsValueTask)
{
    public bool IsAsynchronous => ReturnsTask || ReturnsValueTask;
}
