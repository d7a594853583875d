using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>Python programs (pika) whose logs are routed by topic and by headers.</summary>
[Collection(nameof(Brokers))]
public sealed class PatternTests(Brokers brokers)
{
    private const string Waiting = " [*] Waiting for logs. To exit press CTRL+C";

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Log_lines_are_routed_by_topic(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess everything = await python.StartAsync("receive_logs_topic", Waiting, "#");
        ChildProcess kernel = await python.StartAsync("receive_logs_topic", Waiting, "kern.*", "end");
        ChildProcess critical = await python.StartAsync("receive_logs_topic", Waiting, "*.critical", "#.critical", "end");
        ChildProcess deep = await python.StartAsync("receive_logs_topic", Waiting, "a.#.z.*", "end.#");

        string[] keys = ["kern.info", "kern.critical", "kern", "kern.a.critical", "critical", "cron.critical", "a.z.y", "a.b.c.z.y", "a.z",
            "a.b.z.y.x", "kern.", "", "end"];
        foreach (string key in keys)
        {
            await python.RunAsync("emit_log_topic", key, "A", "message");
        }

        await ReadAsync(everything, "end", keys);
        await ReadAsync(kernel, "end", "kern.info", "kern.critical", "kern.", "end");
        await ReadAsync(critical, "end", "kern.critical", "kern.a.critical", "critical", "cron.critical", "end");
        await ReadAsync(deep, "end", "a.z.y", "a.b.c.z.y", "end");
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Log_lines_are_routed_by_headers(BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        ChildProcess all = await python.StartAsync("receive_logs_headers", Waiting, "all", "kind=error", "level=3");
        ChildProcess any = await python.StartAsync("receive_logs_headers", Waiting, "any", "kind=error", "level=3");

        await python.RunAsync("emit_log_headers", "only the kind", "kind=error");
        await python.RunAsync("emit_log_headers", "only the level", "level=3", "x-ignored=1");
        await python.RunAsync("emit_log_headers", "the level as another number", "level=4", "kind=info");
        await python.RunAsync("emit_log_headers", "nothing of it", "other=error");
        await python.RunAsync("emit_log_headers", "both and more", "kind=error", "level=3", "more=yes");

        await all.WaitForLineAsync(line => line.StartsWith(" [x] both", StringComparison.Ordinal));
        await any.WaitForLineAsync(line => line.StartsWith(" [x] both", StringComparison.Ordinal));
        Assert.Equal($$"""
            {{Waiting}}
             [x] both and more {'kind': 'error', 'level': 3, 'more': 'yes'}
            Interrupted
            """, await PythonPrograms.InterruptAsync(all));
        Assert.Equal($$"""
            {{Waiting}}
             [x] only the kind {'kind': 'error'}
             [x] only the level {'level': 3, 'x-ignored': 1}
             [x] both and more {'kind': 'error', 'level': 3, 'more': 'yes'}
            Interrupted
            """, await PythonPrograms.InterruptAsync(any));
    }

    private static async Task ReadAsync(ChildProcess reader, string last, params string[] keys)
    {
        await reader.WaitForLineAsync($" [x] {last}:A message");
        string[] expected = [Waiting, .. keys.Select(key => $" [x] {key}:A message"), "Interrupted"];
        Assert.Equal(string.Join('\n', expected), await PythonPrograms.InterruptAsync(reader));
    }
}
