namespace TypedAmqp.Conformance.Scripts;

/// <summary>What was said and answered, line by line. Two of the same lines are equal.</summary>
public sealed class Transcript(IReadOnlyList<string> lines) : IEquatable<Transcript>
{
    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Null when it is one of those that are expected, else how it differs from each.</summary>
    public string? DifferenceFrom(IReadOnlyCollection<Transcript> expected) =>
        expected.Contains(this) ? null
        : expected.Count == 0 ? $"was never recorded\n{this}"
        : string.Join("\nor\n", expected.Select(each => Difference.Describe(each.Lines, lines)));

    /// <inheritdoc/>
    public bool Equals(Transcript? other) => other is not null && lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Transcript);

    /// <inheritdoc/>
    public override int GetHashCode() => string.Join('\n', lines).GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', lines);
}
