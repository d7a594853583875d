using System.Text.Json.Nodes;
using TypedAmqp.Peers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Tests;

/// <summary>The management API. Statuses, texts and shapes are those that a RabbitMQ 3.10.8 gave to the same requests.</summary>
public sealed class ManagementTests : IAsyncLifetime
{
    private ManagementClient _api = null!;

    public async Task InitializeAsync() => _api = await ManagementClient.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("PUT", "api/queues/%2F/q", "{}", 201, "")]
    [InlineData("PUT", "api/queues/%2F/there", """{"durable":true}""", 204, "")]
    [InlineData("PUT", "api/queues/%2F/there", """{"durable":false}""", 400,
        """{"error":"bad_request","reason":"inequivalent arg 'durable' for queue 'there' in vhost '/': received 'false' but current is 'true'"}""")]
    [InlineData("PUT", "api/exchanges/%2F/e", "{}", 201, "")]
    [InlineData("PUT", "api/exchanges/%2F/amq.topic", """{"type":"topic","durable":true}""", 204, "")]
    [InlineData("DELETE", "api/queues/%2F/there?if-empty=true", null, 204, "")]
    [InlineData("DELETE", "api/queues/%2F/nowhere", null, 404, """{"error":"Object Not Found","reason":"Not Found"}""")]
    [InlineData("DELETE", "api/queues/%2F/there/contents", null, 204, "")]
    [InlineData("GET", "api/nope", null, 404, """{"error":"Object Not Found","reason":"Not Found"}""")]
    [InlineData("GET", "api/queues/nope/there", null, 404, """{"error":"Object Not Found","reason":"Not Found"}""")]
    [InlineData("GET", "api/health/checks/alarms", null, 200, """{"status":"ok"}""")]
    [InlineData("POST", "api/definitions", """{"queues":[{"name":"q9","vhost":"/","durable":true,"auto_delete":false,"arguments":{}}]}""", 204, "")]
    [InlineData("DELETE", "api/bindings/%2F/e/amq.topic/q/there/a.%252A", null, 204, "")]
    [InlineData("DELETE", "api/bindings/%2F/e/amq.topic/q/there/b", null, 404, """{"error":"Object Not Found","reason":"Not Found"}""")]
    public async Task It_answers_as_RabbitMQ_does(string method, string address, string? body, int status, string text)
    {
        await _api.SendAsync("PUT", "api/queues/%2F/there", """{"durable":true}""");
        await _api.SendAsync("POST", "api/bindings/%2F/e/amq.topic/q/there", """{"routing_key":"a.*"}""");

        (int Status, string Text, _) = await _api.SendAsync(method, address, body);

        Assert.Equal((status, text), (Status, Text));
    }

    [Theory]
    [InlineData("a.*", "{}", "there/a.%252A")]
    [InlineData("", "{}", "there/~")]
    [InlineData("a/~b", "{}", "there/a%252F%257Eb")]
    public async Task A_binding_is_found_where_its_making_said(string key, string arguments, string location)
    {
        await _api.SendAsync("PUT", "api/queues/%2F/there", "{}");

        (int Status, _, var headers) = await _api.SendAsync(
            "POST", "api/bindings/%2F/e/amq.topic/q/there", $$"""{"routing_key":"{{key}}","arguments":{{arguments}}}""");

        Assert.Equal((201, location), (Status, headers.GetValues("Location").Single()));
        JsonNode binding = await _api.GetAsync($"api/bindings/%2F/e/amq.topic/q/{location}");
        Assert.Equal(key, (string?)binding["routing_key"]);
    }

    [Fact]
    public async Task A_binding_with_arguments_has_an_address_of_its_own()
    {
        await _api.SendAsync("PUT", "api/queues/%2F/there", "{}");
        await _api.SendAsync("POST", "api/bindings/%2F/e/amq.headers/q/there", """{"arguments":{"x-match":"any","region":"eu"}}""");
        (_, _, var headers) = await _api.SendAsync(
            "POST", "api/bindings/%2F/e/amq.headers/q/there", """{"arguments":{"x-match":"any","region":"us"}}""");

        (int Status, _, _) = await _api.SendAsync("DELETE", $"api/bindings/%2F/e/amq.headers/q/{headers.GetValues("Location").Single()}");

        Assert.Equal(204, Status);
        JsonNode left = Assert.Single((await _api.GetAsync("api/bindings/%2F/e/amq.headers/q/there")).AsArray())!;
        Assert.Equal("""{"x-match":"any","region":"eu"}""", left["arguments"]!.ToJsonString());
    }

    [Fact]
    public async Task A_queue_is_shown_with_what_it_holds()
    {
        (int made, _, _) = await _api.SendAsync(
            "PUT", "api/queues/blue/a%2Fb", """{"durable":true,"arguments":{"x-queue-type":"quorum","x-max-length":5}}""");
        Assert.Equal(201, made);
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync($"{_api.Uri}blue");
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.PublishAsync("", "a/b", "one"u8.ToArray());

        JsonNode queue = await _api.GetAsync("api/queues/blue/a%2Fb");

        Assert.Equal(
            ("a/b", "blue", "quorum", true, 1, 0, """{"x-queue-type":"quorum","x-max-length":5}"""),
            ((string?)queue["name"], (string?)queue["vhost"], (string?)queue["type"], (bool)queue["durable"]!, (int)queue["messages_ready"]!, (int)queue["consumers"]!,
                queue["arguments"]!.ToJsonString()));
        JsonNode open = Assert.Single((await _api.GetAsync("api/connections")).AsArray())!;
        Assert.Equal(("guest", "blue", 1), ((string?)open["user"], (string?)open["vhost"], (int)open["channels"]!));
        Assert.Equal(1, (int)(await _api.GetAsync("api/overview"))["queue_totals"]!["messages_ready"]!);
        (_, string metrics, _) = await _api.SendAsync("GET", "metrics");
        Assert.Contains("rabbitmq_queue_messages_ready{vhost=\"blue\",queue=\"a/b\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_exported_can_be_imported_elsewhere()
    {
        await _api.SendAsync("PUT", "api/exchanges/%2F/e", """{"type":"topic","durable":true,"arguments":{"alternate-exchange":"amq.fanout"}}""");
        await _api.SendAsync("PUT", "api/queues/%2F/q", """{"durable":true,"arguments":{"x-max-length":5,"x-overflow":"reject-publish"}}""");
        await _api.SendAsync("POST", "api/bindings/%2F/e/e/q/q", """{"routing_key":"a.*","arguments":{"x":"1"}}""");
        await _api.SendAsync("POST", "api/bindings/%2F/e/e/e/amq.topic", "{}");
        string exported = (await _api.GetAsync("api/definitions")).ToJsonString();
        await using ManagementClient other = await ManagementClient.StartAsync();

        (int Status, string text, _) = await other.SendAsync("POST", "api/definitions", exported);

        Assert.Equal((204, ""), (Status, text));
        Assert.Equal(exported, (await other.GetAsync("api/definitions")).ToJsonString());
        Assert.Contains(
            "\"queues\":[{\"name\":\"q\",\"durable\":true,\"auto_delete\":false,\"arguments\":{\"x-max-length\":5,\"x-overflow\":\"reject-publish\"},\"vhost\":\"/\"}]",
            exported,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"queues":[{"name":"q","vhost":"green","durable":true,"auto_delete":false,"arguments":{}}]}""",
        "There is no virtual host 'green': name it among the 'vhosts', and it is made.")]
    [InlineData("""{"users":[{"name":"alice","tags":[]}]}""", "User 'alice' needs a 'password' or a 'password_hash'.")]
    [InlineData(
        """{"permissions":[{"user":"alice","vhost":"/","configure":"","write":".*","read":".*"}]}""",
        "There is no user 'alice' who could be given permissions.")]
    [InlineData(
        """{"topic_permissions":[{"user":"guest","vhost":"/","exchange":"amq.topic","write":"","read":""}]}""",
        "'topic_permissions' cannot be imported.")]
    [InlineData("nonsense", "'nonsense' is an invalid JSON literal. Expected the literal 'null'. Path: $ | LineNumber: 0 | BytePositionInLine: 1.")]
    public async Task Definitions_that_it_cannot_keep_are_refused(string definitions, string reason)
    {
        (int status, string text, _) = await _api.SendAsync("POST", "api/definitions", definitions);

        Assert.Equal((400, reason), (status, (string?)JsonNode.Parse(text)!["reason"]));
        Assert.Empty(_api.VirtualHost.Queues);
    }

    [Fact]
    public async Task A_user_of_a_RabbitMQ_logs_in_here_with_its_password_and_within_its_permissions()
    {
        // As a RabbitMQ 3.10.8 exported its guest, under another name.
        (int status, string text, _) = await _api.SendAsync("POST", "api/definitions", """
            {
              "users": [{"name":"alice","password_hash":"slBtPq0rA6bHHA49LzCsFFdqQdVCRaJyAWhyKOg4r94HHYlz","hashing_algorithm":"rabbit_password_hashing_sha256","tags":"","limits":{}}],
              "permissions": [{"user":"alice","vhost":"blue","configure":"^a","write":".*","read":".*"}],
              "policies": [{"vhost":"blue","name":"p","pattern":"^a","apply-to":"queues","definition":{"max-length":1},"priority":0}]
            }
            """);
        Assert.Equal((204, ""), (status, text));
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(
            $"{_api.Uri.Replace("amqp://", "amqp://alice:guest@", StringComparison.Ordinal)}blue");
        AmqpChannel channel = await connection.OpenChannelAsync();

        await channel.DeclareQueueAsync("a");
        await channel.PublishAsync("", "a", "one"u8.ToArray());
        await channel.PublishAsync("", "a", "two"u8.ToArray());

        Assert.Equal(1, (int)(await _api.GetAsync("api/queues/blue/a"))["messages"]!);
        AmqpChannelException refused = await Assert.ThrowsAnyAsync<AmqpChannelException>(() => channel.DeclareQueueAsync("b"));
        Assert.Equal(ReplyCode.AccessRefused, refused.ReplyCode);
        Assert.Equal(
            """{"user":"alice","vhost":"blue","configure":"^a","write":".*","read":".*"}""",
            (await _api.GetAsync("api/permissions/blue/alice")).ToJsonString());
    }

    [Fact]
    public async Task Users_come_and_go()
    {
        Assert.Equal(201, (await _api.SendAsync("PUT", "api/users/bob", """{"password":"one","tags":"administrator"}""")).Status);
        Assert.Equal(204, (await _api.SendAsync("PUT", "api/users/bob", """{"password":"two","tags":["administrator"]}""")).Status);
        Assert.Equal(201, (await _api.SendAsync("PUT", "api/users/carol", """{"password":"three","tags":[]}""")).Status);
        Assert.Equal(201, (await _api.SendAsync("PUT", "api/permissions/%2F/bob", """{"configure":"","write":"","read":""}""")).Status);
        Assert.Equal(
            """{"error":"bad_request","reason":"Tag 'boss' means nothing to this broker; it knows administrator, and users without tags."}""",
            (await _api.SendAsync("PUT", "api/users/x", """{"password":"x","tags":"boss"}""")).Text);

        _api.LogIn("bob", "one");
        Assert.Equal(401, (await _api.SendAsync("GET", "api/whoami")).Status);
        _api.LogIn("carol", "three");
        Assert.Equal(401, (await _api.SendAsync("GET", "api/whoami")).Status);
        _api.LogIn("bob", "two");
        Assert.Equal("""{"name":"bob","tags":["administrator"]}""", (await _api.GetAsync("api/whoami")).ToJsonString());

        Assert.Equal(204, (await _api.SendAsync("DELETE", "api/permissions/%2F/bob")).Status);
        Assert.Equal(204, (await _api.SendAsync("DELETE", "api/users/carol")).Status);
        Assert.Equal(404, (await _api.SendAsync("DELETE", "api/users/carol")).Status);
        Assert.Equal(["bob", "guest"], (await _api.GetAsync("api/users")).AsArray().Select(user => (string)user!["name"]!));
    }

    [Fact]
    public async Task Virtual_hosts_come_and_go()
    {
        await _api.SendAsync("PUT", "api/users/bob", """{"password":"one","tags":"administrator"}""");
        _api.LogIn("bob", "one");

        Assert.Equal((201, ""), await SendAsync("PUT", "api/vhosts/a%2Fb", """{"description":"of bob"}"""));
        Assert.Equal((204, ""), await SendAsync("PUT", "api/vhosts/a%2Fb", null));
        Assert.Equal(400, (await _api.SendAsync("PUT", "api/vhosts/traced", """{"tracing":true}""")).Status);
        Assert.Equal(405, (await _api.SendAsync("PUT", "api/vhosts/", "{}")).Status);
        Assert.Equal("a/b", (string?)(await _api.GetAsync("api/vhosts/a%2Fb"))["name"]);
        Assert.Equal(["bob", "guest"], (await _api.GetAsync("api/vhosts/a%2Fb/permissions")).AsArray().Select(granted => (string)granted!["user"]!));
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync($"{_api.Uri}a%2Fb");
        await (await connection.OpenChannelAsync()).DeclareQueueAsync("q");

        Assert.Equal((204, ""), await SendAsync("DELETE", "api/vhosts/a%2Fb", null));

        await connection.Closed;
        Assert.Equal((404, """{"error":"Object Not Found","reason":"Not Found"}"""), await SendAsync("DELETE", "api/vhosts/a%2Fb", null));
        Assert.Equal(["/", "blue"], (await _api.GetAsync("api/vhosts")).AsArray().Select(host => (string)host!["name"]!));
        Assert.Empty((await _api.GetAsync("api/vhosts/a%2Fb/permissions")).AsArray());
    }

    [Fact]
    public async Task An_import_makes_the_virtual_hosts_that_it_names()
    {
        (int status, string text, _) = await _api.SendAsync("POST", "api/definitions", """
            {"vhosts":[{"name":"/"},{"name":"green","metadata":{"tags":[]}}],"queues":[{"name":"q","vhost":"green","durable":true,"auto_delete":false,"arguments":{}}]}
            """);

        Assert.Equal((204, ""), (status, text));
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync($"{_api.Uri}green");
        Assert.Equal(0u, (await (await connection.OpenChannelAsync()).InspectQueueAsync("q")).MessageCount);
    }

    [Theory]
    [InlineData("policies")]
    [InlineData("operator-policies")]
    public async Task Policies_come_and_go(string kind)
    {
        await _api.SendAsync("PUT", "api/queues/%2F/q", "{}");
        const string Policy = """{"vhost":"/","name":"p","pattern":"^q","apply-to":"queues","definition":{"max-length":5},"priority":1}""";

        Assert.Equal(201, (await _api.SendAsync(
            "PUT", $"api/{kind}/%2F/p", """{"pattern":"^q","definition":{"max-length":5},"apply-to":"queues","priority":1}""")).Status);

        Assert.Equal($"[{Policy}]", (await _api.GetAsync($"api/{kind}")).ToJsonString());
        Assert.Equal(Policy, (await _api.GetAsync($"api/{kind}/%2F/p")).ToJsonString());
        Assert.Equal(400, (await _api.SendAsync("PUT", $"api/{kind}/%2F/p", """{"pattern":"(","definition":{"max-length":5}}""")).Status);
        Assert.Equal(204, (await _api.SendAsync("DELETE", $"api/{kind}/%2F/p")).Status);
        Assert.Equal("[]", (await _api.GetAsync($"api/{kind}")).ToJsonString());
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused()
    {
        (int status, string text, _) = await _api.SendAsync("PUT", $"api/queues/%2F/{new string('q', 256)}", "{}");

        Assert.Equal(400, status);
        Assert.Contains("has more than 255 octets", text, StringComparison.Ordinal);
    }

    private async Task<(int Status, string Text)> SendAsync(string method, string address, string? body)
    {
        (int status, string text, _) = await _api.SendAsync(method, address, body);
        return (status, text);
    }

    [Theory]
    [InlineData("guest", "wrong")]
    [InlineData("nobody", "guest")]
    [InlineData(null, null)]
    public async Task Who_is_no_user_gets_nothing(string? name, string? password)
    {
        if (name is null)
        {
            _api.LogOut();
        }
        else
        {
            _api.LogIn(name, password!);
        }

        foreach (string address in new[] { "api/overview", "metrics", "" })
        {
            (int status, string text, var headers) = await _api.SendAsync("GET", address);
            Assert.Equal((401, """{"error":"not_authorized","reason":"Login failed"}"""), (status, text));
            Assert.Equal("Basic", headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Fact]
    public async Task The_page_is_one_file_that_asks_nobody_else()
    {
        (int status, string text, var headers) = await _api.SendAsync("GET", "");

        Assert.Equal(200, status);
        Assert.StartsWith("<!doctype html>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("//", text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task The_page_is_filled_where_user_and_password_are_in_its_address()
    {
        await _api.SendAsync("PUT", "api/queues/%2F/shown", "{}");

        string document = await Chromium.DumpAsync(new Uri($"http://guest:guest@127.0.0.1:{_api.Port}/"));

        Assert.Contains("<td class=\"\">shown</td>", document, StringComparison.Ordinal);
    }
}
