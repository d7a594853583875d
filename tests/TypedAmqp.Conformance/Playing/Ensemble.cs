using System.Collections.Concurrent;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Peers;

namespace TypedAmqp.Conformance.Playing;

/// <summary>
/// Plays many scenarios at once against one RabbitMQ, which is slow in some of them on purpose (it lets a refused login wait three seconds): each in
/// a virtual host that it has for itself as long as it lasts.
/// </summary>
public static class Ensemble
{
    // One letter each: with longer names reply texts would be cut elsewhere.
    private static readonly string[] Stages = [.. Enumerable.Range('A', 16).Select(static letter => ((char)letter).ToString())];

    // Of those that our broker has, the ones that come with Debian's package.
    private static readonly string[] Plugins = ["rabbitmq_consistent_hash_exchange", "rabbitmq_random_exchange"];

    /// <summary>How the RabbitMQ is to be set up.</summary>
    public static BrokerSetup Setup { get; } = new()
    {
        VirtualHosts = [.. new BrokerSetup().VirtualHosts, .. Stages],
        Plugins = Plugins,
        LimitedUsers =
            [("limited", ("^mine|^amq.gen", "^mine|^amq.default$|^open", "^mine|^amq.topic$")), ("useless", ("", "", "")), ("outsider", null)],
    };

    /// <summary>Plays scenarios; returns their transcripts in the same order.</summary>
    /// <param name="scenarios">The scenarios.</param>
    /// <param name="server">A RabbitMQ with this <see cref="Setup"/>.</param>
    /// <param name="pace">How clients speak.</param>
    public static async Task<IReadOnlyList<Transcript>> PlayAsync(IReadOnlyList<Scenario> scenarios, RabbitMqServer server, Pace pace = Pace.Natural)
    {
        await using RabbitMqConsole console = server.OpenConsole();
        RabbitMqOperator @operator = new(console);
        ConcurrentQueue<int> waiting = new(Enumerable.Range(0, scenarios.Count).Where(i => !scenarios[i].IsAlone));
        Transcript[] transcripts = new Transcript[scenarios.Count];
        await Task.WhenAll(Stages.Select(async stage =>
        {
            await using SocketBroker broker = new(server.Port, stage, pace, @operator);
            while (waiting.TryDequeue(out int next))
            {
                transcripts[next] = await Player.PlayAsync(scenarios[next], broker);
            }
        }));
        foreach (int alone in Enumerable.Range(0, scenarios.Count).Where(i => scenarios[i].IsAlone))
        {
            await using SocketBroker broker = new(server.Port, Stages[0], pace, @operator);
            transcripts[alone] = await Player.PlayAsync(scenarios[alone], broker);
        }

        return transcripts;
    }
}
