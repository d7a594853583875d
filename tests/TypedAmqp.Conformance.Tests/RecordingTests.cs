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
        await using RabbitMqServer server = await RabbitMqServer.StartAsync();
        await using SocketBroker broker = new(server.Port);
        List<string> differences = [];
        foreach (string topic in Library.Topics)
        {
            Dictionary<string, List<string>> recorded = Library.Recorded(topic);
            foreach (Scenario scenario in Library.Scenarios(topic))
            {
                IReadOnlyList<string> transcript = await Player.PlayAsync(scenario, broker);
                if (!transcript.SequenceEqual(recorded[scenario.Name]))
                {
                    differences.Add($"== {scenario}\n{Difference.Describe(recorded[scenario.Name], transcript)}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
