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
        await using EmbeddedBroker broker = new();
        Transcript transcript = await Player.PlayAsync(scenario, broker);
        string? difference = transcript.DifferenceFrom(Library.Expected(scenario));
        Assert.True(difference is null, $"- expected, + came\n{difference}");
    }

    [Fact]
    public void What_is_recorded_and_listed_is_a_scenario()
    {
        string[] scenarios = [.. Library.Topics.SelectMany(Library.Scenarios).Select(static scenario => scenario.ToString())];
        string[] recorded = [.. Library.Topics.SelectMany(static topic => Library.Recorded(topic).Select(kept => $"{topic}: {kept.Key}"))];
        Assert.Equal(scenarios.Order(StringComparer.Ordinal), recorded.Order(StringComparer.Ordinal));
        Assert.Empty(Library.Deviations().Keys.Except(scenarios));
    }

    [Fact]
    public void Where_RabbitMQ_answers_in_several_ways_the_scenario_says_why() => Assert.All(Library.Topics, static topic =>
    {
        string[] races = [.. Library.Scenarios(topic).Where(static scenario => scenario.Race is not null).Select(static scenario => scenario.Name)];
        string[] several = [.. Library.Recorded(topic).Where(static kept => kept.Count() > 1).Select(static kept => kept.Key)];
        Assert.Equal(races, several);
    });

    [Fact]
    public void A_deviation_has_a_reason_and_differs() => Assert.All(Library.Deviations(), static deviation =>
    {
        Assert.StartsWith("reason: ", deviation.Value[0], StringComparison.Ordinal);
        string topic = deviation.Key.Split(": ", 2)[0];
        Assert.False(
            Library.Recorded(topic)[deviation.Key[(topic.Length + 2)..]].Contains(new Transcript(deviation.Value[1..])),
            $"{deviation.Key} does not differ.");
    });
}
