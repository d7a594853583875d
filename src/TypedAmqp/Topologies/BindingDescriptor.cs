using System.Collections.Immutable;

namespace TypedAmqp;

/// <summary>A binding as it is declared on the broker (<c>queue.bind</c>, <c>exchange.bind</c>).</summary>
/// <param name="Source">The exchange that messages come from.</param>
/// <param name="Destination">The queue, or exchange, that they go to; empty for a queue that the broker names.</param>
/// <param name="RoutingKey">The binding key.</param>
/// <param name="ToExchange">Whether the destination is an exchange.</param>
public sealed record BindingDescriptor(string Source, string Destination, string RoutingKey, bool ToExchange = false)
{
    /// <summary>Its arguments, as a headers exchange wants them, sorted by name.</summary>
    public ImmutableArray<KeyValuePair<string, object>> Arguments { get; init; } = [];
}
