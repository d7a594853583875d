using System.Text.Json;
using TypedAmqp.Peers;

namespace TypedAmqp.Manifests.Tests;

/// <summary>Definitions, checked by who reads them: a real RabbitMQ gives back what it was given.</summary>
[Collection(nameof(ManagedRabbitMq))]
public sealed class DefinitionsTests(ManagedRabbitMq rabbit)
{
    [SkippableFact(typeof(PeerMissingException))]
    public async Task RabbitMq_exports_what_it_imported()
    {
        using HttpClient client = await rabbit.ConnectAsync();
        BrokerTopology declared = TopologyModelTests.Depot.ToBroker() with { VirtualHost = "exported" };
        string definitions = RabbitMqDefinitions.Write(declared);
        using (HttpResponseMessage imported = await client.PostAsync("definitions", new StringContent(definitions, null, "application/json")))
        {
            Assert.True(imported.IsSuccessStatusCode, await imported.Content.ReadAsStringAsync());
        }

        string exported = await client.GetStringAsync("definitions");
        BrokerTopology there = Assert.Single(RabbitMqDefinitions.Read(exported), topology => topology.VirtualHost == "exported");
        Assert.Equal(definitions, RabbitMqDefinitions.Write(there));
    }

    [Fact]
    public void What_a_connection_owns_and_what_others_declare_is_not_in_them()
    {
        using JsonDocument document = JsonDocument.Parse(RabbitMqDefinitions.Write(TopologyModelTests.Depot.ToBroker()));
        string[] queues = [.. document.RootElement.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("name").GetString()!)];
        Assert.Equal(
            ["alarms", "failed", "finder", "hello", "history", "labels", "labels.parked", "labels.retry.10s", "labels.retry.1s", "lost", "ramp",
                "shelves"], queues);
    }

    [Fact]
    public void What_is_something_else_is_refused()
    {
        Assert.StartsWith(
            "These are no definitions", Assert.Throws<InvalidDataException>(() => RabbitMqDefinitions.Read("[]")).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "These are no definitions", Assert.Throws<InvalidDataException>(() => RabbitMqDefinitions.Read("{")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => RabbitMqDefinitions.Read("""{"queues":[{"name":1}]}"""));
        BrokerTopology numbers = Assert.Single(RabbitMqDefinitions.Read("""{"queues":[{"name":"q","arguments":{"a":5,"b":0.5,"c":true}}]}"""));
        Assert.Equal([5L, 0.5, true], numbers.Queues[0].Arguments.Select(argument => argument.Value));
    }
}
