namespace TypedAmqp.Conformance.Scripts;

/// <summary>What clients say to a broker, line by line.</summary>
/// <param name="Topic">The file it is in.</param>
/// <param name="Name">Its name in there.</param>
/// <param name="Race">Why RabbitMQ answers now one way and now another, all of them right; null where it always answers the same.</param>
/// <param name="Steps">The lines.</param>
public sealed record Scenario(string Topic, string Name, string? Race, IReadOnlyList<Step> Steps)
{
    /// <summary>It changes the whole broker, and is played when no other is.</summary>
    public bool IsAlone => Steps.Any(
        static step => step.Client == OperatorOrder.Client && new OperatorOrder(step.Verb, new Dictionary<string, Wire.FieldValue>()).IsForAll);

    private const string RaceMark = "race: ";

    /// <summary>Reads a section of a file; its first line may be <c>race: reason</c>.</summary>
    public static Scenario Parse(string topic, string name, IReadOnlyList<string> lines)
    {
        string? race = lines.Count > 0 && lines[0].StartsWith(RaceMark, StringComparison.Ordinal) ? lines[0][RaceMark.Length..] : null;
        return new Scenario(topic, name, race, [.. lines.Skip(race is null ? 0 : 1).Select(Step.Parse)]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Topic}: {Name}";
}
