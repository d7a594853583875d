using TypedAmqp.Conformance.Playing;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Peers;

namespace TypedAmqp.Conformance;

/// <summary>Keeps what a RabbitMQ answers.</summary>
internal static class Recorder
{
    /// <summary>
    /// Plays scenarios against a RabbitMQ and keeps the transcripts; tells what is new and what differs from time to time, to find which the clients
    /// say what they say in one piece, or with pauses, as well.
    /// </summary>
    /// <param name="scenarios">All scenarios of some topics.</param>
    /// <param name="times">How often each is played.</param>
    /// <returns>Whether there was anything to tell.</returns>
    public static async Task<bool> RecordAsync(IReadOnlyList<Scenario> scenarios, int times)
    {
        Pace[] paces = times == 1 ? [Pace.Natural] : Enum.GetValues<Pace>();
        List<Transcript>[] seen = [.. scenarios.Select(static _ => new List<Transcript>())];
        await using (RabbitMqServer server = await RabbitMqServer.StartAsync(Ensemble.Setup))
        {
            for (int time = 0; time < times; time++)
            {
                foreach ((List<Transcript> each, Transcript transcript) in seen.Zip(
                    await Ensemble.PlayAsync(scenarios, server, paces[time % paces.Length])))
                {
                    each.Add(transcript);
                }
            }
        }

        Dictionary<string, ILookup<string, Transcript>> recorded = scenarios.Select(static scenario => scenario.Topic)
            .Distinct()
            .ToDictionary(static topic => topic, Library.Recorded);
        (Scenario Scenario, List<Transcript> Kept)[] pairs =
            [.. scenarios.Zip(seen, (scenario, all) => (scenario, Keep(scenario, all, [.. recorded[scenario.Topic][scenario.Name]])))];
        foreach (IGrouping<string, (Scenario Scenario, List<Transcript> Kept)> topic in pairs.GroupBy(static pair => pair.Scenario.Topic))
        {
            Library.Record(topic.Key, topic.SelectMany(static pair => pair.Kept.Select(transcript => (pair.Scenario.Name, transcript))));
        }

        int differing = scenarios.Zip(seen).Count(pair => Tell(pair.First, pair.Second, [.. recorded[pair.First.Topic][pair.First.Name]]));
        Console.WriteLine($"{scenarios.Count} scenarios, {differing} differ");
        return differing > 0;
    }

    // What was kept stays where it is one of several right answers; elsewhere there is one answer, the latest.
    private static List<Transcript> Keep(Scenario scenario, List<Transcript> seen, List<Transcript> before) =>
        scenario.Race is null ? [seen[^1]] : [.. before.Union(seen)];

    private static bool Tell(Scenario scenario, List<Transcript> seen, List<Transcript> before)
    {
        bool differs = false;
        foreach (IGrouping<Transcript, Transcript> same in seen.GroupBy(static transcript => transcript))
        {
            if (same.Key.DifferenceFrom(before) is { } difference)
            {
                differs = true;
                Console.WriteLine($"== {scenario} ({same.Count()} of {seen.Count} times)\n{difference}");
            }
        }

        return differs;
    }
}
