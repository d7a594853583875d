namespace TypedAmqp.Conformance.Scripts;

/// <summary>What clients say to a broker, line by line.</summary>
public sealed record Scenario(string Topic, string Name, IReadOnlyList<Step> Steps)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Topic}: {Name}";
}
