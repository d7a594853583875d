using TypedAmqp.Conformance.Playing;
using TypedAmqp.Conformance.Scripts;

namespace TypedAmqp.Conformance.Tests;

/// <summary>Our broker in the same conversations as a RabbitMQ 3.10.8, and what that one answered.</summary>
public sealed class ScenarioTests
{
    private static readonly Dictionary<string, List<string>> Deviations = Library.Deviations();

    /// <summary>Every scenario, by topic and name.</summary>
    public static TheoryData<string, string> Scenarios()
    {
        TheoryData<string, string> data = [];
        foreach (Scenario scenario in Library.Topics.SelectMany(Library.Scenarios))
        {
            data.Add(scenario.Topic, scenario.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_broker_answers_as_RabbitMQ_does(string topic, string name)
    {
        Scenario scenario = Library.Scenarios(topic).Single(scenario => scenario.Name == name);
        Assert.True(Library.Recorded(topic).TryGetValue(name, out List<string>? recorded), "It was never recorded.");
        await using EmbeddedBroker broker = new();
        IReadOnlyList<string> transcript = await Player.PlayAsync(scenario, broker);
        List<string> expected = recorded;
        if (Deviations.TryGetValue(scenario.ToString(), out List<string>? deviation))
        {
            // The first line says why.
            expected = deviation[1..];
            Assert.False(expected.SequenceEqual(recorded), "It is listed as a deviation and does not differ.");
        }

        Assert.True(expected.SequenceEqual(transcript), $"- expected, + came\n{Difference.Describe(expected, transcript)}");
    }

    [Fact]
    public void What_is_recorded_and_listed_is_a_scenario()
    {
        string[] scenarios = [.. Library.Topics.SelectMany(Library.Scenarios).Select(static scenario => scenario.ToString())];
        string[] recorded = [.. Library.Topics.SelectMany(static topic => Library.Recorded(topic).Keys.Select(name => $"{topic}: {name}"))];
        Assert.Equal(scenarios.Order(StringComparer.Ordinal), recorded.Order(StringComparer.Ordinal));
        Assert.Empty(Deviations.Keys.Except(scenarios));
        Assert.All(Deviations.Values, static lines => Assert.StartsWith("reason: ", lines[0], StringComparison.Ordinal));
    }
}
