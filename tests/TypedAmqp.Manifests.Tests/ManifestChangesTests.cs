using System.Globalization;
using TypedAmqp.Tool.Tests;

namespace TypedAmqp.Manifests.Tests;

/// <summary>What <c>typedamqp topology lock</c> says of a change.</summary>
public sealed class ManifestChangesTests : IDisposable
{
    private const string Before = """
        using TypedAmqp;
        [assembly: Topology("firm")]
        public sealed record Claim(int Number);
        [Exchange("claims", ExchangeType.Topic)] [Publishes<Claim>("claim.filed")] public partial class Claims;
        [Queue("statistics")] [Binding<Claims>("claim.#")] public partial class Statistics;
        [Queue("ledger")] [Binding<Claims>("claim.paid")] public partial class Ledger;
        [Queue("work", MaxLength = 10)] [Binding<Claims>("claim.filed")] public partial class Work;
        """;

    private const string After = """
        using TypedAmqp;
        [assembly: Topology("firm")]
        public sealed record Claim(long Number, string? Note = null);
        [Exchange("claims", ExchangeType.Topic)] [Publishes<Claim>("claim.received")] public partial class Claims;
        [Queue("statistics", QueueType.Quorum, DeliveryLimit = 3)] [Binding<Claims>("claim.#")] public partial class Statistics;
        [Queue("books")] [Binding<Claims>("claim.paid")] public partial class Ledger;
        [Queue("work", MaxLength = 20)] [Binding<Claims>("claim.*")] public partial class Work;
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-changes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Each_change_is_said_of_what_it_is_about()
    {
        string lockFile = Path.Combine(_folder.FullName, "topology.lock.json");
        string before = (await CompiledTopology.CreateAsync(_folder.FullName, Before, isAnalyzed: false)).Path;
        string after = (await CompiledTopology.CreateAsync(_folder.FullName, After, isAnalyzed: false)).Path;
        Assert.Equal(0, (await CommandResult.RunAsync("topology", "lock", before, "--update", "--file", lockFile)).ExitCode);

        CommandResult check = await CommandResult.RunAsync("topology", "lock", after, "--check", "--file", lockFile);

        Assert.Equal(1, check.ExitCode);
        Assert.Equal(
            [
                "contract 'Claim': property 'note' is new",
                "contract 'Claim': property 'number' type int -> long",
                "exchange 'claims': route 'Claim claim.filed' is gone",
                "exchange 'claims': route 'Claim claim.received' is new",
                "queue 'books' is new",
                "queue 'ledger' is gone",
                "queue 'statistics': x-delivery-limit nothing -> 3",
                "queue 'statistics': x-queue-type classic -> quorum",
                "queue 'work': binding 'Claims claim.*' is new",
                "queue 'work': binding 'Claims claim.filed' is gone",
                "queue 'work': x-max-length 10 -> 20",
            ],
            check.Output.Where(static line => !line.StartsWith("the topology: assembly ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"\"", "\"dead\"", "x \"\" -> dead")]
    [InlineData("\"5\"", "\"5\",\"kind\":\"integer\"", "x \"5\" -> 5")]
    [InlineData("\"a\"", "\"b\"", "x a -> b")]
    public void An_argument_is_shown_with_its_kind(string before, string after, string fact) =>
        Assert.Equal([$"queue 'q': {fact}"], ManifestChanges.Between(Manifest(before), Manifest(after)));

    private static string Manifest(string value) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"queues":[{"name":"q","type":"Q","arguments":[{"name":"x","value":{{value}}}]}]}""");
}
