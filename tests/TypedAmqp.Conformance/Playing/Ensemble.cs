using System.Collections.Concurrent;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Peers;

namespace TypedAmqp.Conformance.Playing;

/// <summary>
/// Plays many scenarios at once against one RabbitMQ, which is slow in some of them on purpose (it lets a refused login wait three seconds): each in a
/// virtual host that it has for itself as long as it lasts.
/// </summary>
public static class Ensemble
{
    // One letter each: with longer names reply texts would be cut elsewhere.
    private static readonly string[] Stages = [.. Enumerable.Range('A', 16).Select(static letter => ((char)letter).ToString())];

    /// <summary>How the RabbitMQ is to be set up.</summary>
    public static BrokerSetup Setup { get; } = new()
    {
        VirtualHosts = [.. new BrokerSetup().VirtualHosts, .. Stages],
        LimitedUsers = [("limited", ("^mine|^amq.gen", "^mine|^amq.default$|^open", "^mine|^amq.topic$")), ("useless", ("", "", "")), ("outsider", null)],
    };

    /// <summary>Plays scenarios; returns their transcripts in the same order.</summary>
    /// <param name="scenarios">The scenarios.</param>
    /// <param name="port">Port of a broker with this <see cref="Setup"/>.</param>
    /// <param name="pace">How clients speak.</param>
    public static async Task<IReadOnlyList<Transcript>> PlayAsync(IReadOnlyList<Scenario> scenarios, int port, Pace pace = Pace.Natural)
    {
        ConcurrentQueue<int> waiting = new(Enumerable.Range(0, scenarios.Count));
        Transcript[] transcripts = new Transcript[scenarios.Count];
        await Task.WhenAll(Stages.Select(async stage =>
        {
            await using SocketBroker broker = new(port, stage, pace);
            while (waiting.TryDequeue(out int next))
            {
                transcripts[next] = await Player.PlayAsync(scenarios[next], broker);
            }
        }));
        return transcripts;
    }
}
