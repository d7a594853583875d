using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>A part of a routing key: a text, or what stands for a property.</summary>
/// <param name="Literal">The text; null for a property.</param>
/// <param name="Property">The property; null for a text.</param>
public sealed record RouteKeyPart(string? Literal, string? Property)
{
    /// <summary>The words that the property can give, where they are known.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Whether what it gives is one word: without a dot.</summary>
    public bool IsOneWord { get; init; }
}
