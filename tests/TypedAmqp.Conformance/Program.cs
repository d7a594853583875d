using System.Globalization;
using TypedAmqp.Conformance.Playing;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Peers;

// Usage: TypedAmqp.Conformance record|compare [--port N] [TOPIC...], or show TOPIC SCENARIO
// record: plays the scenarios against RabbitMQ and keeps the transcripts. compare: plays them against our broker and shows where it differs from what is kept.
// show: plays a scenario against our broker and prints the transcript, as a deviation is listed.
// With --port it talks to the broker there instead of starting a RabbitMQ, or instead of our own in this process. Exit code 1 when something differs.
List<string> words = [.. args];
string command = words.Count > 0 ? words[0] : "";
int? port = null;
if (words.IndexOf("--port") is int option and >= 0)
{
    port = int.Parse(words[option + 1], CultureInfo.InvariantCulture);
    words.RemoveRange(option, 2);
}

if (command == "show" && words.Count == 3)
{
    await using EmbeddedBroker embedded = new();
    Scenario shown = Library.Scenarios(words[1]).Single(scenario => scenario.Name == words[2]);
    Console.WriteLine(string.Join('\n', await Player.PlayAsync(shown, embedded)));
    return 0;
}

if (command is not ("record" or "compare"))
{
    Console.Error.WriteLine("Usage: TypedAmqp.Conformance record|compare [--port N] [TOPIC...], or show TOPIC SCENARIO");
    return 2;
}

await using RabbitMqServer? server = command == "record" && port is null ? await RabbitMqServer.StartAsync() : null;
port ??= server?.Port;
Dictionary<string, List<string>> deviations = Library.Deviations();
int differing = 0;
foreach (string topic in words.Count > 1 ? words.Skip(1) : Library.Topics)
{
    List<(string, IReadOnlyList<string>)> transcripts = [];
    Dictionary<string, List<string>> recorded = Library.Recorded(topic);
    foreach (Scenario scenario in Library.Scenarios(topic))
    {
        await using IScenarioBroker broker = port is { } number ? new SocketBroker(number) : new EmbeddedBroker();
        IReadOnlyList<string> transcript = await Player.PlayAsync(scenario, broker);
        transcripts.Add((scenario.Name, transcript));
        if (command == "compare" && deviations.TryGetValue(scenario.ToString(), out List<string>? deviation))
        {
            recorded[scenario.Name] = deviation[1..];
        }

        if (!recorded.TryGetValue(scenario.Name, out List<string>? kept) || !kept.SequenceEqual(transcript))
        {
            differing++;
            Console.WriteLine($"== {scenario}\n{(kept is null ? "new" : Difference.Describe(kept, transcript))}");
        }
    }

    if (command == "record")
    {
        Library.Record(topic, transcripts);
    }
}

Console.WriteLine($"{differing} differ");
return differing > 0 ? 1 : 0;
