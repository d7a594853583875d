using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>A routing key of which parts come from the message.</summary>
/// <param name="Text">It as it is written: <c>order.{Region}.placed</c>.</param>
/// <param name="Parts">Its parts.</param>
public sealed record RouteKey(string Text, ImmutableArray<RouteKeyPart> Parts)
{
    /// <summary>A key that is this very text.</summary>
    /// <param name="text">The key.</param>
    public static RouteKey Of(string text) => new(text, [new RouteKeyPart(text, null)]);
}
