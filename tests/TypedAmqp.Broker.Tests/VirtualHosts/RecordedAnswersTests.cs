using System.Text.Json;

namespace TypedAmqp.Broker.Tests.VirtualHosts;

/// <summary>
/// Says to the broker what was said to RabbitMQ, step for step, and compares the answers: replies with their counts, or the close with its code, text
/// and failing method.
/// </summary>
public sealed class RecordedAnswersTests
{
    // Where this broker answers otherwise, and why.
    private static readonly Dictionary<string, string> Deviations = new()
    {
        // RabbitMQ tells names apart that its virtual machine happens to have heard of.
        ["exchange: unknown type that is an atom"] = "COMMAND_INVALID - unknown exchange type 'node'",

        // RabbitMQ takes a limit that is no number, and then has none.
        ["quorum argument: x-delivery-limit S 5"] =
            "PRECONDITION_FAILED - invalid arg 'x-delivery-limit' for queue 'q' in vhost '/': \"expected integer, got longstr\"",
    };

    public static TheoryData<string> Cases
    {
        get
        {
            using JsonDocument recorded = Recorded.Open("topology-answers.json");
            return [.. recorded.RootElement.EnumerateArray().Select(static item => item.GetProperty("name").GetString()!)];
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Answers_as_RabbitMQ_does(string name)
    {
        using JsonDocument recorded = Recorded.Open("topology-answers.json");
        JsonElement steps = recorded.RootElement.EnumerateArray().Single(item => item.GetProperty("name").GetString() == name).GetProperty("steps");
        await using Broker broker = new();
        await using Replay replay = new(broker);
        foreach (JsonElement step in steps.EnumerateArray())
        {
            string answer = await replay.SayAsync(step);
            if (Deviations.TryGetValue(name, out string? other) && answer.Contains(other, StringComparison.Ordinal))
            {
                return;
            }

            Assert.Equal(Replay.Describe(step[3]), answer);
        }
    }
}
