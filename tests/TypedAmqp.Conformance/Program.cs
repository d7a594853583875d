using System.Globalization;
using TypedAmqp.Conformance.Playing;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Peers;

// Usage: TypedAmqp.Conformance record|compare [--port N] [TOPIC...], or show TOPIC SCENARIO
// record: plays the scenarios against a RabbitMQ, which it starts, and keeps the transcripts. compare: plays them against our broker, or the one behind
// the port, and shows where it differs from what is kept. show: plays one against our broker and prints the transcript, as a deviation is listed.
// Exit code 1 when something differs.
const string Usage = "Usage: TypedAmqp.Conformance record|compare [--port N] [TOPIC...], or show TOPIC SCENARIO";
List<string> words = [.. args];
int? port = null;
if (words.IndexOf("--port") is int option and >= 0 && option + 1 < words.Count)
{
    port = int.Parse(words[option + 1], CultureInfo.InvariantCulture);
    words.RemoveRange(option, 2);
}

string command = words.FirstOrDefault("");
bool isShow = command == "show" && words.Count == 3;
if (!isShow && command is not ("record" or "compare"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

List<Scenario> scenarios = [.. (isShow ? [words[1]] : words.Count > 1 ? words.Skip(1) : Library.Topics).SelectMany(Library.Scenarios)];
IReadOnlyList<IReadOnlyList<string>> transcripts;
if (command == "record")
{
    await using RabbitMqServer server = await RabbitMqServer.StartAsync(Ensemble.Setup);
    transcripts = await Ensemble.PlayAsync(scenarios, server.Port);
}
else
{
    scenarios.RemoveAll(scenario => isShow && scenario.Name != words[2]);
    List<IReadOnlyList<string>> played = [];
    foreach (Scenario scenario in scenarios)
    {
        await using IScenarioBroker broker = port is { } number ? new SocketBroker(number) : new EmbeddedBroker();
        played.Add(await Player.PlayAsync(scenario, broker));
    }

    transcripts = played;
}

if (isShow)
{
    Console.WriteLine(string.Join('\n', transcripts.SelectMany(static transcript => transcript)));
    return 0;
}

int differing = 0;
foreach ((Scenario scenario, IReadOnlyList<string> transcript) in scenarios.Zip(transcripts))
{
    List<string>? expected = command == "record" ? Library.Recorded(scenario.Topic).GetValueOrDefault(scenario.Name) : Library.Expected(scenario);
    if (expected is null || !expected.SequenceEqual(transcript))
    {
        differing++;
        Console.WriteLine($"== {scenario}\n{(expected is null ? "new" : Difference.Describe(expected, transcript))}");
    }
}

if (command == "record")
{
    foreach (IGrouping<string, (Scenario Scenario, IReadOnlyList<string> Transcript)> topic in scenarios.Zip(transcripts).GroupBy(static pair => pair.First.Topic))
    {
        Library.Record(topic.Key, topic.Select(static pair => (pair.Scenario.Name, pair.Transcript)));
    }
}

Console.WriteLine($"{scenarios.Count} scenarios, {differing} differ");
return differing > 0 ? 1 : 0;
