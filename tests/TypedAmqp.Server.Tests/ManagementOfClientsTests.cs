using System.Text.Json.Nodes;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Tests;

/// <summary>What the management API shows of clients and of the broker itself, and how lists are asked for. As a RabbitMQ 3.10.8 answers.</summary>
public sealed class ManagementOfClientsTests : IAsyncLifetime
{
    private ManagementClient _api = null!;

    public async Task InitializeAsync() => _api = await ManagementClient.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task A_client_is_shown_with_its_channels_and_consumers_and_is_sent_away()
    {
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(_api.Uri);
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("mine", durable: false, exclusive: true);
        await channel.ConsumeAsync(
            "mine", new NoHandler(), new ConsumeOptions { ConsumerTag = "tag", Arguments = new FieldTable { ["x-priority"] = 3 } });

        JsonNode shown = (await _api.GetAsync("api/connections"))[0]!;
        string name = (string)shown["name"]!;
        string address = Uri.EscapeDataString(name);

        Assert.Equal(("guest", "/", "127.0.0.1", _api.AmqpPort, "network"),
            ((string?)shown["user"], (string?)shown["vhost"], (string?)shown["host"], (int)shown["port"]!, (string?)shown["type"]));
        Assert.NotNull(shown["client_properties"]!["product"]);
        JsonNode open = Assert.Single((await _api.GetAsync($"api/connections/{address}/channels")).AsArray())!;
        Assert.Equal(($"{name} (1)", 1, name), ((string?)open["name"], (int)open["consumer_count"]!, (string?)open["connection_details"]!["name"]));
        JsonNode consumer = Assert.Single((await _api.GetAsync("api/consumers/%2F")).AsArray())!;
        Assert.Equal(("tag", true, "up", "mine", 3), (
            (string?)consumer["consumer_tag"], (bool)consumer["active"]!, (string?)consumer["activity_status"], (string?)consumer["queue"]!["name"],
            (int)consumer["arguments"]!["x-priority"]!));
        JsonNode queue = await _api.GetAsync("api/queues/%2F/mine");
        Assert.Equal((name, "tag"), ((string?)queue["owner_pid_details"]!["name"], (string?)queue["consumer_details"]![0]!["consumer_tag"]));

        Assert.Equal(204, (await _api.SendAsync("DELETE", $"api/connections/{address}")).Status);
        Assert.Equal("CONNECTION_FORCED - Closed via management plugin", (await connection.Closed).ReplyText);
        Assert.Equal(404, (await _api.SendAsync("DELETE", "api/connections/nope")).Status);
    }

    [Theory]
    [InlineData("api/health/checks/certificate-expiration/1/days", 200, """{"status":"ok"}""")]
    [InlineData("api/health/checks/certificate-expiration/1/fortnights", 400,
        """{"error":"bad_request","reason":"Time unit not recognised. Supported units: days, weeks, months, years."}""")]
    [InlineData("api/health/checks/port-listener/abc", 400, """{"error":"bad_request","reason":"Invalid port"}""")]
    [InlineData("api/health/checks/protocol-listener/amqp091", 200, """{"status":"ok","protocol":"amqp"}""")]
    [InlineData("api/health/checks/protocol-listener/mqtt", 503,
        """{"status":"failed","reason":"No active listener","missing":"mqtt","protocols":["amqp","http"]}""")]
    [InlineData("api/health/checks/virtual-hosts", 200, """{"status":"ok"}""")]
    [InlineData("api/health/checks/node-is-quorum-critical", 200, """{"status":"ok","reason":"single node cluster"}""")]
    [InlineData("api/healthchecks/node", 200, """{"status":"ok"}""")]
    [InlineData("api/aliveness-test/%2F", 200, """{"status":"ok"}""")]
    [InlineData("api/aliveness-test/nope", 404, """{"error":"Object Not Found","reason":"Not Found"}""")]
    [InlineData("api/parameters", 200, "[]")]
    [InlineData("api/exchanges/%2F?sort=name&sort_reverse=true&columns=name&name=H", 200, """[{"name":"amq.match"},{"name":"amq.headers"}]""")]
    [InlineData("api/exchanges/%2F?page=2&page_size=2&columns=name,type&use_regex=true&name=^amq.[dft]", 200,
        """{"filtered_count":3,"item_count":1,"items":[{"name":"amq.topic","type":"topic"}],"page":2,"page_count":2,"page_size":2,"total_count":7}""")]
    [InlineData("api/exchanges?page=99", 400, """{"error":"page_out_of_range","reason":"Page out of range, page: 99 page size: 100, len: 14"}""")]
    [InlineData("api/queues?page=0", 400,
        """{"error":"invalid_pagination_parameters","reason":"Invalid pagination parameters: page number 0, page size undefined"}""")]
    [InlineData("api/queues?page=1&page_size=1000", 400,
        """{"error":"invalid_pagination_parameters","reason":"Invalid pagination parameters: page number 1, page size 1000"}""")]
    [InlineData("api/queues?page=1", 200,
        """{"filtered_count":0,"item_count":0,"items":[],"page":1,"page_count":1,"page_size":100,"total_count":0}""")]
    public async Task It_answers(string address, int status, string text)
    {
        (int Status, string Text, _) = await _api.SendAsync("GET", address);

        Assert.Equal((status, text), (Status, Text));
    }

    [Theory]
    [InlineData("OPTIONS", "api/queues", 200, "HEAD, GET, OPTIONS")]
    [InlineData("OPTIONS", "api/queues/%2F/q", 200, "HEAD, GET, PUT, DELETE, OPTIONS")]
    [InlineData("OPTIONS", "api/exchanges/%2F/amq.default/publish", 200, "POST, OPTIONS")]
    [InlineData("DELETE", "api/queues", 405, "HEAD, GET, OPTIONS")]
    [InlineData("POST", "api/queues/%2F/q", 405, "HEAD, GET, PUT, DELETE, OPTIONS")]
    [InlineData("OPTIONS", "api/nope", 404, "")]
    public async Task An_address_says_which_methods_it_is_for(string method, string address, int status, string allow)
    {
        Assert.Equal((status, allow), await _api.OptionsAsync(method, address));
    }

    [Fact]
    public async Task The_node_is_shown()
    {
        JsonNode node = Assert.Single((await _api.GetAsync("api/nodes")).AsArray())!;
        string name = (string)node["name"]!;

        Assert.Equal(
            (name, "disc", true), ((string?)(await _api.GetAsync($"api/nodes/{name}"))["name"], (string?)node["type"], (bool)node["running"]!));
        Assert.True((long)node["mem_used"]! > 0);
        Assert.Equal(name, (string?)(await _api.GetAsync("api/cluster-name"))["name"]);
        Assert.Equal(404, (await _api.SendAsync("GET", "api/nodes/nope")).Status);
        (int Status, string Text, _) = await _api.SendAsync("GET", $"api/health/checks/port-listener/{_api.AmqpPort}");
        Assert.Equal((200, $$"""{"status":"ok","port":{{_api.AmqpPort}}}"""), (Status, Text));
    }

    [Fact]
    public async Task A_queue_is_shown_with_its_policies()
    {
        await _api.SendAsync("PUT", "api/queues/%2F/q", "{}");
        await _api.SendAsync("PUT", "api/policies/%2F/p", """{"pattern":"^q","definition":{"max-length":5},"apply-to":"queues"}""");
        await _api.SendAsync("PUT", "api/operator-policies/%2F/o", """{"pattern":"^q","definition":{"max-length-bytes":7},"apply-to":"queues"}""");

        JsonNode queue = await _api.GetAsync("api/queues/%2F/q");

        Assert.Equal(("p", "o"), ((string?)queue["policy"], (string?)queue["operator_policy"]));
        Assert.Equal("""{"max-length":5,"max-length-bytes":7}""", queue["effective_policy_definition"]!.ToJsonString());
    }

    private sealed class NoHandler : IMessageHandler
    {
        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
