using System.Globalization;
using TypedAmqp.Conformance;
using TypedAmqp.Conformance.Playing;
using TypedAmqp.Conformance.Scripts;

// record: plays the scenarios against a RabbitMQ, which it starts, and keeps the transcripts. With --times it plays them so often, and shows which
// differ from time to time: those need a first line 'race: reason', then all transcripts are kept. compare: plays them against our broker, or the one
// behind the port, and shows where it differs from what is kept. show: plays one against our broker and prints the transcript, as a deviation is
// listed. matrix: writes the broker's README. Exit code 1 when something differs.
const string Usage =
    "Usage: TypedAmqp.Conformance record [--times N] [TOPIC...], or compare [--port N] [TOPIC...], or show TOPIC SCENARIO, or matrix";
List<string> words = [.. args];
int? Option(string name)
{
    if (words.IndexOf(name) is int option and >= 0 && option + 1 < words.Count)
    {
        int value = int.Parse(words[option + 1], CultureInfo.InvariantCulture);
        words.RemoveRange(option, 2);
        return value;
    }

    return null;
}

int? times = Option("--times");
int? port = Option("--port");
List<Scenario> Selected() => [.. (words.Count > 1 ? words.Skip(1) : Library.Topics).SelectMany(Library.Scenarios)];
switch (words)
{
    case ["record", ..]:
        return await Recorder.RecordAsync(Selected(), times ?? 1) ? 1 : 0;
    case ["compare", ..]:
        List<Scenario> scenarios = Selected();
        int differing = 0;
        foreach (Scenario scenario in scenarios)
        {
            await using IScenarioBroker broker = port is { } number ? new SocketBroker(number) : new EmbeddedBroker();
            Transcript transcript = await Player.PlayAsync(scenario, broker);
            if (transcript.DifferenceFrom(Library.Expected(scenario)) is { } difference)
            {
                differing++;
                Console.WriteLine($"== {scenario}\n{difference}");
            }
        }

        Console.WriteLine($"{scenarios.Count} scenarios, {differing} differ");
        return differing > 0 ? 1 : 0;
    case ["show", var topic, var name] when Library.Scenarios(topic).FirstOrDefault(scenario => scenario.Name == name) is { } shown:
        await using (EmbeddedBroker broker = new())
        {
            Console.WriteLine(await Player.PlayAsync(shown, broker));
        }

        return 0;
    case ["matrix"]:
        File.WriteAllText(Matrix.Path, Matrix.Write());
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
