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
        IReadOnlyList<IReadOnlyList<string>> transcripts = await Ensemble.PlayAsync(scenarios, server.Port);
        List<string> differences = [];
        foreach ((Scenario scenario, IReadOnlyList<string> transcript) in scenarios.Zip(transcripts))
        {
            List<string> recorded = Library.Recorded(scenario.Topic)[scenario.Name];
            if (!transcript.SequenceEqual(recorded))
            {
                differences.Add($"== {scenario}\n{Difference.Describe(recorded, transcript)}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
