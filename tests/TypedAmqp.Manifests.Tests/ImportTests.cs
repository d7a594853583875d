using Microsoft.CodeAnalysis;
using TypedAmqp.Peers;

namespace TypedAmqp.Manifests.Tests;

/// <summary>What is imported compiles, and exported again gives back what was there.</summary>
[Collection(nameof(ManagedRabbitMq))]
public sealed class ImportTests(ManagedRabbitMq rabbit) : IDisposable
{
    private static readonly ImportOptions Options = new("imported", "Imported");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("typedamqp-import-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Import_build_and_export_give_the_definitions_back()
    {
        // All that declarations can say, and names that are none in C#.
        BrokerTopology declared = TopologyModelTests.Depot.ToBroker();
        BrokerTopology broker = new("blue")
        {
            Exchanges =
            [
                .. declared.Exchanges,
                new ExchangeDescriptor("descriptor", "direct") { Durable = false, Arguments = [new("alternate-exchange", "not.here")] },
                new ExchangeDescriptor("2nd shard", "x-consistent-hash") { Arguments = [new("hash-header", "id")] },
                new ExchangeDescriptor("later", "x-delayed-message") { Arguments = [new("x-delayed-type", "topic")] },
            ],
            Queues =
            [
                .. declared.Queues,
                new QueueDescriptor("parcels") { Arguments =
                    [new("x-queue-type", "classic"), new("x-max-length", 5_000_000_000L), new("x-overflow", "drop-head"), new("x-ratio", 0.5)] },
                new QueueDescriptor(
                    "PARCELS") { Arguments = [new("x-expires", 1234L), new("x-queue-mode", "lazy"), new("x-queue-leader-locator", "random")] },
                new QueueDescriptor("old-history") { Type = QueueType.Stream, Arguments =
                    [new("x-initial-cluster-size", 3L), new("x-max-age", "168h"), new("x-queue-type", "stream")] },
                new QueueDescriptor("say \"hi\"\\") { Type = QueueType.Quorum, Arguments = [new("x-dead-letter-exchange", "elsewhere"),
                    new("x-dead-letter-routing-key", "k"), new("x-dead-letter-strategy", "at-most-once"), new("x-queue-type", "quorum")] },
            ],
            Bindings =
            [
                .. declared.Bindings,
                new BindingDescriptor("amq.topic", "parcels", "a.#"),
                new BindingDescriptor("parcels", "parcels", ""),
                new BindingDescriptor("parcels", "parcels", "b"),
                new BindingDescriptor(
                    "archive", "PARCELS", "") { Arguments = [new("big", 5_000_000_000L), new("x-match", "all-with-x"), new("yes", true)] },
            ],
        };
        ImportedDeclarations imported = DeclarationWriter.Write(broker, Options);
        Assert.Empty(imported.LeftOut);
        Assert.Contains("public partial class LabelsRetry1s;", imported.Source, StringComparison.Ordinal);
        Assert.Contains(
            "[Queue(\"shelves\", QueueType.Quorum, DeliveryLimit = 5, MessageTtl = 2 * Duration.Hour)]", imported.Source, StringComparison.Ordinal);
        Assert.Contains("public partial class ParcelsQueue;", imported.Source, StringComparison.Ordinal);
        Assert.Contains("public partial class DescriptorExchange;", imported.Source, StringComparison.Ordinal);

        CompiledTopology compiled = await CompiledTopology.CreateAsync(_folder.FullName, imported.Source);
        Assert.Empty(compiled.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "TAMQP110")
            .Select(diagnostic => diagnostic.ToString()));
        Assert.Equal(RabbitMqDefinitions.Write(broker), RabbitMqDefinitions.Write(compiled.Model.ToBroker()));

        // What is not known is asked for, where it belongs, and nothing is made up.
        string[] asked = [.. compiled.Diagnostics.Where(diagnostic => diagnostic.Id == "CS1030").Select(diagnostic => diagnostic.GetMessage())];
        Assert.Contains(asked, message => message.Contains("[Publishes<Contract>(\"routing.key\")] on Parcels", StringComparison.Ordinal));
        Assert.Contains(asked, message => message.Contains("[Sends<Contract>] on Hello", StringComparison.Ordinal));
        Assert.DoesNotContain(asked, message => message.Contains("'archive'", StringComparison.Ordinal));
        Assert.Empty(compiled.Model.Contracts);
    }

    [Fact]
    public async Task Whatever_is_on_a_broker_comes_back()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            BrokerTopology broker = new RandomDefinitions(seed).Create();
            string definitions = RabbitMqDefinitions.Write(broker);
            ImportedDeclarations imported = DeclarationWriter.Write(Assert.Single(RabbitMqDefinitions.Read(definitions)), Options);
            Assert.Empty(imported.LeftOut);
            CompiledTopology compiled = await CompiledTopology.CreateAsync(_folder.FullName, imported.Source, isAnalyzed: false);
            string[] errors = [.. compiled.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(static diagnostic => diagnostic.ToString())];
            Assert.True(errors.Length == 0, $"{seed}: {string.Join('\n', errors)}\n{imported.Source}");
            Assert.True(
                definitions == RabbitMqDefinitions.Write(compiled.Model.ToBroker()),
                $"{seed}: {imported.Source}\n{definitions}\n{RabbitMqDefinitions.Write(compiled.Model.ToBroker())}");
        }
    }

    [Fact]
    public void Policies_stay_on_the_broker_and_are_named()
    {
        BrokerTopology[] hosts =
        [
            .. RabbitMqDefinitions.Read("""
                {
                  "queues": [ { "name": "q", "vhost": "/", "durable": true, "auto_delete": false, "arguments": {} } ],
                  "policies": [ { "vhost": "/", "name": "ha", "pattern": "^q", "apply-to": "queues", "definition": { "max-length": 5 }, "priority": 0 } ]
                }
                """),
        ];
        Assert.Equal(
            ["The policy 'ha', which gives {\"max-length\":5} to what matches '^q', stays on the broker: declarations say arguments, and nothing of policies."],
            DeclarationWriter.Write(Assert.Single(hosts), Options).LeftOut.AsEnumerable());
    }

    [Fact]
    public void What_declarations_cannot_say_is_said()
    {
        BrokerTopology broker = Assert.Single(RabbitMqDefinitions.Read("""
            {
              "queues": [ { "name": "q", "vhost": "/", "durable": true, "auto_delete": false, "arguments": { "x-list": [1] } }, { "name": "amq.gen-1", "vhost": "/", "durable": false, "auto_delete": true, "arguments": {} } ],
              "exchanges": [ { "name": "e", "vhost": "/", "type": "topic", "durable": true, "auto_delete": false, "internal": false, "arguments": {} } ],
              "bindings": [ { "source": "e", "vhost": "/", "destination": "q", "destination_type": "queue", "routing_key": "k", "arguments": { "a": 1 } } ]
            }
            """));
        ImportedDeclarations imported = DeclarationWriter.Write(broker, Options);
        Assert.Equal(3, imported.LeftOut.Length);
        Assert.Contains(imported.LeftOut, sentence => sentence.StartsWith(
            "The binding of 'q' to 'e' with the key 'k' and the arguments (a=1) cannot be declared", StringComparison.Ordinal));
        Assert.Contains(
            imported.LeftOut, sentence => sentence.StartsWith("The argument 'x-list' of the queue 'q' is a list", StringComparison.Ordinal));
        Assert.Contains(imported.LeftOut, sentence => sentence.StartsWith("The queue 'amq.gen-1' was named by a broker", StringComparison.Ordinal));
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task A_live_broker_gives_what_its_definitions_give()
    {
        using ManagementApi broker = new(await rabbit.UriAsync(), await rabbit.CreateHostAsync("live"));
        BrokerTopology declared = TopologyModelTests.Depot.ToBroker() with { VirtualHost = "live" };
        using HttpClient client = await rabbit.ConnectAsync();
        (await client.PostAsync(
            "definitions", new StringContent(RabbitMqDefinitions.Write(declared), null, "application/json"))).EnsureSuccessStatusCode();
        Assert.Equal(DeclarationWriter.Write(declared, Options).Source, DeclarationWriter.Write(await broker.ReadAsync(), Options).Source);
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task Who_is_refused_learns_what_to_do()
    {
        Uri uri = await rabbit.UriAsync();
        using ManagementApi nobody = new(new UriBuilder(uri) { UserName = "nobody" }.Uri, "/");
        Assert.Contains("401", (await Assert.ThrowsAsync<InvalidDataException>(() => nobody.ReadAsync())).Message, StringComparison.Ordinal);
        using ManagementApi nowhere = new(uri, "nowhere");
        Assert.Contains(
            "Is there a virtual host 'nowhere'?",
            (await Assert.ThrowsAsync<InvalidDataException>(() => nowhere.ReadAsync())).Message,
            StringComparison.Ordinal);
    }
}
