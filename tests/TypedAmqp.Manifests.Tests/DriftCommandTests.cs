using System.Text.Json;
using TypedAmqp.Peers;
using TypedAmqp.Tool.Tests;

namespace TypedAmqp.Manifests.Tests;

/// <summary>
/// <c>typedamqp topology diff</c>, <c>plan</c>, <c>apply</c> and <c>replace</c> as a pipeline calls them: what they print, how they end, and what is
/// on the broker afterwards.
/// </summary>
public abstract class DriftCommandTests : IDisposable
{
    private const string Released = """
        using TypedAmqp;
        [assembly: Topology("firm")]
        [Exchange("orders", ExchangeType.Topic)] public partial class Orders;
        [Exchange("changed", ExchangeType.Direct)] public partial class Changed;
        [Exchange("gone", ExchangeType.Fanout)] public partial class Gone;
        [Queue("billing")] [Binding<Orders>("order.#")] public partial class Billing;
        [Queue("old")] [Binding<Gone>] public partial class Old;
        """;

    private const string Next = """
        using TypedAmqp;
        [assembly: Topology("firm")]
        [Exchange("orders", ExchangeType.Topic)] public partial class Orders;
        [Exchange("changed", ExchangeType.Fanout)] public partial class Changed;
        [Exchange("päckchen", ExchangeType.Headers)] public partial class New;
        [Queue("billing", QueueType.Quorum)] [Binding<Orders>("order.#")] public partial class Billing;
        [Queue("parcels/1", MaxLength = 10)] [Binding<Orders>("parcel.*")] [HeadersBinding<New>("size", "big", Matching = HeadersMatch.Any)] public partial class Parcels;
        """;

    private static readonly string[] Differences =
    [
        "different exchange:changed",
        "          type is direct, and fanout is declared",
        "          An exchange cannot be changed: declare it under a new name and move publishers and bindings there, or delete it while nobody publishes and apply again.",
        "missing   exchange:päckchen",
        "different queue:billing",
        "          x-queue-type is not set, and quorum is declared",
        "          A queue cannot be changed: give it a new name, or replace it, messages kept, through a shadow queue.",
        "          typedamqp topology replace billing ",
        "missing   queue:parcels/1",
        "missing   binding:orders/parcels/1/parcel.*",
        "missing   binding:päckchen/parcels/1/ (size=big, x-match=any)",
        "orphaned  binding:gone/old/",
        "          It is deleted only if it is named: '--delete binding:gone/old/'.",
        "orphaned  queue:old",
        "          It is deleted only if it is named: '--delete queue:old'.",
        "orphaned  exchange:gone",
        "          It is deleted only if it is named: '--delete exchange:gone'.",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-drift-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact(typeof(PeerMissingException))]
    public async Task Every_kind_of_difference_is_seen_planned_and_seen_to()
    {
        await using ManagedBroker broker = await StartAsync("drift");
        string released = (await CompiledTopology.CreateAsync(_folder.FullName, Released, isAnalyzed: false)).Path;
        string next = (await CompiledTopology.CreateAsync(_folder.FullName, Next, isAnalyzed: false)).Path;
        string lockFile = Path.Combine(_folder.FullName, "topology.lock.json");
        Assert.Equal(0, (await CommandResult.RunAsync("topology", "lock", released, "--update", "--file", lockFile)).ExitCode);

        // The first version, on a broker that has nothing.
        CommandResult applied = await RunAsync(broker, "apply", released);
        Assert.Equal(0, applied.ExitCode);
        Assert.Equal(8, applied.Output.Count);
        Assert.Equal("nothing differs", applied.Output[^1]);
        foreach (string command in new[] { "diff", "plan", "apply" })
        {
            Assert.Equal(["nothing differs"], (await RunAsync(broker, command, released)).Output);
        }

        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.Amqp);
        await using AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions());
        await channel.PublishAsync("gone", "", "old"u8.ToArray());
        await channel.PublishAsync("orders", "order.1", "kept"u8.ToArray());

        // The second one: everything that can differ does.
        string[] known = ["--released", lockFile];
        await AssertDiffersAsync(broker, next, known);
        CommandResult json = await RunAsync(broker, "diff", [next, .. known, "--json"]);
        Assert.Equal(2, json.ExitCode);
        using (JsonDocument document = JsonDocument.Parse(string.Join('\n', json.Output)))
        {
            Assert.Equal(
                ["different", "missing", "different", "missing", "missing", "missing", "orphaned", "orphaned", "orphaned"],
                document.RootElement.GetProperty("differences").EnumerateArray().Select(static item => item.GetProperty("state").GetString()!));
        }

        // What is planned is what a dry run prints, and neither sends it.
        string[] named = [.. known, "--delete", "queue:old"];
        CommandResult plan = await RunAsync(broker, "plan", [next, .. named]);
        Assert.Equal(2, plan.ExitCode);
        string host = Uri.EscapeDataString(broker.Host);
        Assert.Contains(
            $"PUT     /api/queues/{host}/parcels%2F1 " + """{"durable":true,"auto_delete":false,"arguments":{"x-max-length":10}}""", plan.Output);
        Assert.Contains($"DELETE  /api/queues/{host}/old?if-empty=true&if-unused=true", plan.Output);
        Assert.DoesNotContain(
            plan.Output, static line => line.StartsWith("DELETE", StringComparison.Ordinal) && line.Contains("gone", StringComparison.Ordinal));
        Assert.Equal(plan.Output, (await RunAsync(broker, "apply", [next, .. named, "--dry-run"])).Output);
        await AssertDiffersAsync(broker, next, known);

        // Nothing goes that is not named, nothing that is no orphan, and no queue that holds messages.
        CommandResult unnamed = await RunAsync(broker, "apply", [next, .. known]);
        Assert.Equal(2, unnamed.ExitCode);
        Assert.DoesNotContain(unnamed.Output, static line => line.StartsWith("DELETE", StringComparison.Ordinal));
        (await RunAsync(broker, "apply", [next, .. known, "--delete", "queue:billing"]))
            .AssertFailure("'queue:billing' is not orphaned: only what an earlier version declared, and this one does not, is deleted.");
        (await RunAsync(broker, "apply", [next, .. known, "--delete", "old"])).AssertFailure(
            "'old' is no name with its kind: did you mean 'queue:old'?");
        CommandResult refused = await RunAsync(broker, "apply", [next, .. named]);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("typedamqp: The queue 'old' is not deleted: it holds ", Assert.Single(refused.Errors));

        // Nothing more gets there once its binding has gone.
        CommandResult unbound = await RunAsync(broker, "apply", [next, .. known, "--delete", "binding:gone/old/"]);
        Assert.Equal($"DELETE  /api/bindings/{host}/e/gone/q/old/~", unbound.Output[0]);
        await Assert.ThrowsAsync<PublishException>(() => channel.PublishAsync("gone", "", "unroutable"u8.ToArray()).AsTask());
        Assert.Equal(1u, (await channel.InspectQueueAsync("old")).MessageCount);
        await channel.PurgeQueueAsync("old");
        CommandResult deleted = await RunAsync(broker, "apply", [next, .. named, "--delete", "exchange:gone"]);
        Assert.Equal(
            [.. Differences[..3], .. Differences[4..7], PasteOf(broker, next)], deleted.Output.Where(
                static line => !line.StartsWith("DELETE", StringComparison.Ordinal)));

        // What cannot be changed is replaced, its message kept.
        CommandResult steps = await RunAsync(broker, "replace", "billing", next, "--uri", broker.Amqp, "--dry-run");
        Assert.Equal(0, steps.ExitCode);
        Assert.Contains("AMQP    move every message of billing to billing.shadow, until none is left and none is with a consumer", steps.Output);
        (await RunAsync(broker, "replace", "nobody", next, "--uri", broker.Amqp)).AssertFailure(
            "The topology declares no queue 'nobody', but 'billing', 'parcels/1'.");
        CommandResult replaced = await RunAsync(broker, "replace", "billing", next, "--uri", broker.Amqp, "--quiet", "0");
        Assert.Equal((0, 5), (replaced.ExitCode, replaced.Output.Count));
        Assert.EndsWith("deploy them anew", replaced.Output[^1], StringComparison.Ordinal);
        Assert.Equal(
            ["'billing' is what is declared: nothing to do"],
            (await RunAsync(broker, "replace", "billing", next, "--uri", broker.Amqp, "--quiet", "0")).Output);
        Assert.Equal(
            ["'billing' is what is declared: nothing to do"],
            (await RunAsync(broker, "replace", "billing", next, "--uri", broker.Amqp, "--dry-run")).Output);
        Assert.Equal(1u, (await channel.InspectQueueAsync("billing")).MessageCount);
        CommandResult left = await RunAsync(broker, "diff", [next, .. known]);
        Assert.Equal(Differences[..3], left.Output);
        Assert.Equal(2, left.ExitCode);
    }

    protected abstract Task<ManagedBroker> StartAsync(string name);

    private static Task<CommandResult> RunAsync(ManagedBroker broker, string command, params IEnumerable<string> arguments) =>
        CommandResult.RunAsync(["topology", command, .. arguments, "--management", broker.Management.ToString(), "--vhost", broker.Host]);

    private static string PasteOf(ManagedBroker broker, string assembly) =>
        $"{Differences[7]}{assembly} --management {broker.Management.ToString().Replace("root:root", "root:PASSWORD")} --vhost '{broker.Host}'";

    private static async Task AssertDiffersAsync(ManagedBroker broker, string assembly, string[] known)
    {
        CommandResult result = await RunAsync(broker, "diff", [assembly, .. known]);
        Assert.Equal([.. Differences[..7], PasteOf(broker, assembly), .. Differences[8..]], result.Output);
        Assert.Equal(2, result.ExitCode);
    }
}
