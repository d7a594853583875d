using TypedAmqp.Conformance.Playing;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Peers;

namespace TypedAmqp.Conformance.Tests;

/// <summary>What is kept of a RabbitMQ is what a RabbitMQ says today.</summary>
public sealed class RecordingTests
{
    [SkippableFact(typeof(PeerMissingException))]
    public async Task RabbitMQ_answers_as_it_did()
    {
        List<Scenario> scenarios = [.. Library.Topics.SelectMany(Library.Scenarios)];
        await using RabbitMqServer server = await RabbitMqServer.StartAsync(Ensemble.Setup);
        IReadOnlyList<Transcript> transcripts = await Ensemble.PlayAsync(scenarios, server);
        Dictionary<string, ILookup<string, Transcript>> recorded = Library.Topics.ToDictionary(static topic => topic, Library.Recorded);
        List<string> differences = [];
        foreach ((Scenario scenario, Transcript transcript) in scenarios.Zip(transcripts))
        {
            if (transcript.DifferenceFrom([.. recorded[scenario.Topic][scenario.Name]]) is { } difference)
            {
                differences.Add($"== {scenario}\n{difference}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
