using TypedAmqp.Conformance.Playing;
using TypedAmqp.Conformance.Scripts;

namespace TypedAmqp.Conformance.Tests;

/// <summary>Our broker in the same conversations as a RabbitMQ 3.10.8, and what that one answered.</summary>
public sealed class ScenarioTests
{
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
        List<string> expected = Library.Expected(scenario) ?? throw new InvalidOperationException("It was never recorded.");
        await using EmbeddedBroker broker = new();
        IReadOnlyList<string> transcript = await Player.PlayAsync(scenario, broker);
        Assert.True(expected.SequenceEqual(transcript), $"- expected, + came\n{Difference.Describe(expected, transcript)}");
    }

    [Fact]
    public void What_is_recorded_and_listed_is_a_scenario()
    {
        string[] scenarios = [.. Library.Topics.SelectMany(Library.Scenarios).Select(static scenario => scenario.ToString())];
        string[] recorded = [.. Library.Topics.SelectMany(static topic => Library.Recorded(topic).Keys.Select(name => $"{topic}: {name}"))];
        Assert.Equal(scenarios.Order(StringComparer.Ordinal), recorded.Order(StringComparer.Ordinal));
        Assert.Empty(Library.Deviations().Keys.Except(scenarios));
    }

    [Fact]
    public void A_deviation_has_a_reason_and_differs() => Assert.All(Library.Deviations(), static deviation =>
    {
        Assert.StartsWith("reason: ", deviation.Value[0], StringComparison.Ordinal);
        string topic = deviation.Key.Split(": ", 2)[0];
        Assert.False(Library.Recorded(topic)[deviation.Key[(topic.Length + 2)..]].SequenceEqual(deviation.Value[1..]), $"{deviation.Key} does not differ.");
    });
}
