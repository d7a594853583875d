using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Tests;

/// <summary>
/// Requests and names that try the management API. Statuses are those that a RabbitMQ 3.10.8 gave to the same requests, but where it crashed.
/// </summary>
public sealed class HostileManagementTests : IAsyncLifetime
{
    private ManagementClient _api = null!;

    public async Task InitializeAsync() => _api = await ManagementClient.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Arguments_in_arguments_are_shown()
    {
        object deepest = "x";
        for (int depth = 1; depth < FieldTable.MaxDepth; depth++)
        {
            deepest = depth % 2 == 0 ? new FieldTable { ["a"] = deepest } : new List<object?> { deepest };
        }

        _api.VirtualHost.DeclareQueue(new QueueDeclaration("q", Durable: true, Exclusive: false, AutoDelete: false, new FieldTable
        {
            ["table"] = new FieldTable { ["a"] = new List<object?> { 1L, new FieldTable { ["b"] = true } } },
            ["deep"] = new FieldTable { ["d"] = new FieldTable { ["a"] = 1L } },
            ["deepest"] = deepest,
            ["none"] = double.NaN,
            ["much"] = float.PositiveInfinity,
        }), owner: null);

        JsonNode arguments = (await _api.GetAsync("api/queues/%2F/q"))["arguments"]!;

        Assert.Equal("""{"a":[1,{"b":true}]}""", arguments["table"]!.ToJsonString());
        Assert.Equal(("NaN", "Infinity"), ((string?)arguments["none"], (string?)arguments["much"]));
        Assert.Single((await _api.GetAsync("api/queues")).AsArray());
        Assert.Single((await _api.GetAsync("api/definitions"))["queues"]!.AsArray());
    }

    [Fact]
    public async Task A_body_whose_length_is_not_known_in_advance_is_read()
    {
        (int Status, _, _) = await _api.SendAsync("PUT", "api/queues/%2F/q", """{"durable":true,"arguments":{"x-max-length":3}}""", isChunked: true);

        Assert.Equal(201, Status);
        JsonNode queue = await _api.GetAsync("api/queues/%2F/q");
        Assert.Equal((true, 3), ((bool)queue["durable"]!, (int)queue["arguments"]!["x-max-length"]!));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_comes()
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _api.Port);
        string login = Convert.ToBase64String("guest:guest"u8);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT /api/queues/%2F/q HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000000\r\nAuthorization: Basic {login}\r\n\r\n"));

        using StreamReader reader = new(client.GetStream());
        string answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("Request body too large.", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD", "api/overview", null, 200)]
    [InlineData("HEAD", "metrics", null, 200)]
    [InlineData("HEAD", "api/queues/%2F/nowhere", null, 404)]
    [InlineData("GET", "api/queues/%2F/", null, 200)]
    [InlineData("PUT", "api/queues/%2F/q/", "{}", 201)]
    [InlineData("PUT", "api/queues/%2F/", "{}", 405)]
    [InlineData("PUT", "api/exchanges/%2F/", "{}", 405)]
    [InlineData("PUT", "api/queues/%252F/q", "{}", 404)]
    [InlineData("PUT", "api/queues/%2F/%", "{}", 400)]
    [InlineData("PUT", "api/queues/%2F/%zz", "{}", 400)]
    [InlineData("PUT", "api/queues/%2F/a%C3", "{}", 400)]
    [InlineData("PUT", "api/queues/%2F/%F0%9F%98%80", "{}", 201)]
    [InlineData("PUT", "api/queues/%2F/q", "null", 400)]
    [InlineData("PUT", "api/queues/%2F/q", "", 201)]
    [InlineData("PUT", "api/queues/%2F/q", """{"durable":"true"}""", 201)]
    [InlineData("PUT", "api/queues/%2F/q", """{"durable":1}""", 400)]
    [InlineData("PUT", "api/queues/%2F/q", """{"arguments":{"x":1e999}}""", 400)]
    [InlineData("PUT", "api/queues/%2F/q", """{"arguments":{"x":{"y":[{}]}}}""", 201)]
    [InlineData("POST", "api/definitions", """{"queues":[null]}""", 400)]
    [InlineData("POST", "api/definitions", """{"policies":[null]}""", 400)]
    public async Task Odd_requests_are_answered(string method, string address, string? body, int status)
    {
        (int Status, _, _) = await _api.SendAsync(method, address, body);

        Assert.Equal(status, Status);
        Assert.NotNull(await _api.GetAsync("api/definitions"));
    }

    [Theory]
    [InlineData("sort=message_stats.publish_details.rate&sort_reverse=true")]
    [InlineData("sort=message_stats")]
    [InlineData("sort=message_stats.publish.deeper.still")]
    [InlineData("sort=arguments.mixed&columns=name")]
    [InlineData("columns=name,message_stats.publish_details.rate,message_stats.nothing,message_stats.publish.deeper")]
    [InlineData("columns=message_stats,message_stats.publish,message_stats")]
    [InlineData("columns=.,..,name.,.name,")]
    [InlineData("disable_stats=true")]
    [InlineData("disable_stats=true&enable_queue_totals=true&columns=name")]
    [InlineData("msg_rates_age=60&msg_rates_incr=5&lengths_age=60&lengths_incr=5")]
    [InlineData("msg_rates_age=many&msg_rates_incr=99999999999999999999")]
    public async Task Lists_are_given_whatever_is_asked_of_their_statistics(string query)
    {
        const int Queues = 40;
        for (int i = 0; i < Queues; i++)
        {
            object? mixed = (i % 4) switch { 0 => (long)i, 1 => $"{i}", 2 => i % 8 == 2, _ => new FieldTable { ["a"] = 1L } };
            QueueDeclaration declaration = new($"q{i}", Durable: true, Exclusive: false, AutoDelete: false, new FieldTable { ["mixed"] = mixed });
            _api.VirtualHost.DeclareQueue(declaration, owner: null);
        }

        await using (AmqpConnection connection = await AmqpConnection.ConnectAsync(_api.Uri))
        {
            AmqpChannel channel = await connection.OpenChannelAsync();
            await channel.PublishAsync("", "q3", new byte[1]);
        }

        Assert.Equal(Queues, (await _api.GetAsync($"api/queues?{query}")).AsArray().Count);
        foreach (string other in (string[])["vhosts", "exchanges", "channels", "connections", "overview", "queues/%2F/q3"])
        {
            Assert.NotNull(await _api.GetAsync($"api/{other}?{query}"));
        }
    }
}
