using System.Text.Json.Nodes;

namespace TypedAmqp.Server.Tests;

/// <summary>
/// Messages published and fetched by hand. Statuses and texts are those that a RabbitMQ 3.10.8 gave to the same requests, but for errors that it
/// explains in Erlang.
/// </summary>
public sealed class ManagementOfMessagesTests : IAsyncLifetime
{
    private const string Publish = "api/exchanges/%2F/amq.default/publish";
    private const string Get = "api/queues/%2F/q/get";

    private ManagementClient _api = null!;

    public async Task InitializeAsync()
    {
        _api = await ManagementClient.StartAsync();
        await _api.SendAsync("PUT", "api/queues/%2F/q", "{}");
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("ack_requeue_true", 2, true)]
    [InlineData("reject_requeue_true", 2, true)]
    [InlineData("ack_requeue_false", 0, false)]
    [InlineData("reject_requeue_false", 0, false)]
    public async Task What_was_fetched_is_there_again_or_gone(string ackmode, int left, bool comesBack)
    {
        await PublishAsync(
            """{"properties":{"headers":{"a":[1,"x",true]},"delivery_mode":2,"priority":4,"timestamp":123},"routing_key":"q","payload":"aGk=","payload_encoding":"base64"}""");
        await PublishAsync("""{"properties":{},"routing_key":"q","payload":"//4=","payload_encoding":"base64"}""");

        (int Status, string Text, _) = await _api.SendAsync("POST", Get, $$"""{"count":"5","ackmode":"{{ackmode}}","encoding":"auto"}""");

        Assert.Equal(200, Status);
        JsonArray messages = JsonNode.Parse(Text)!.AsArray();
        Assert.Equal(
            """{"payload_bytes":2,"redelivered":false,"exchange":"","routing_key":"q","message_count":1,"properties":{"headers":{"a":[1,"x",true]},"delivery_mode":2,"priority":4,"timestamp":123},"payload":"hi","payload_encoding":"string"}""",
            messages[0]!.ToJsonString());
        Assert.Equal(
            ("//4=", "base64", 0),
            ((string?)messages[1]!["payload"], (string?)messages[1]!["payload_encoding"], (int)messages[1]!["message_count"]!));
        Assert.Equal(left, _api.VirtualHost.FindQueue("q")!.MessageCount);
        (_, string again, _) = await _api.SendAsync("POST", Get, """{"count":1,"ackmode":"ack_requeue_true","encoding":"base64","truncate":1}""");
        Assert.Equal(comesBack ? ["aA=="] : [], JsonNode.Parse(again)!.AsArray().Select(static message => (string?)message!["payload"]));
    }

    [Theory]
    [InlineData(Publish, """{"properties":{},"routing_key":"nowhere","payload":"hi","payload_encoding":"string"}""", 200, """{"routed":false}""")]
    [InlineData(Publish, """{"properties":{},"routing_key":"q","payload":"hi","payload_encoding":"string"}""", 200, """{"routed":true}""")]
    [InlineData(Publish, """{"properties":{},"routing_key":"q","payload":"hi","payload_encoding":"zz"}""", 400,
        """{"error":"bad_request","reason":"A payload's encoding is 'string' or 'base64', and not 'zz'."}""")]
    [InlineData(Publish, """{"properties":{},"routing_key":"q","payload":"?","payload_encoding":"base64"}""", 400,
        """{"error":"bad_request","reason":"The payload is not Base64, as its encoding says."}""")]
    [InlineData(Publish, """{"properties":{"user_id":"other"},"routing_key":"q","payload":"","payload_encoding":"string"}""", 400,
        """{"error":"bad_request","reason":"user_id property set to 'other' but authenticated user was 'guest'"}""")]
    [InlineData("api/exchanges/%2F/nope/publish", """{"properties":{},"routing_key":"q","payload":"hi","payload_encoding":"string"}""", 400,
        """{"error":"bad_request","reason":"no exchange 'nope' in vhost '/'"}""")]
    [InlineData("api/queues/%2F/nope/get", """{"count":1,"ackmode":"ack_requeue_true","encoding":"auto"}""", 404,
        """{"error":"not_found","reason":"NOT_FOUND - no queue 'nope' in vhost '/'"}""")]
    [InlineData(Get, """{"count":1,"ackmode":"ack_requeue_true","encoding":"zz"}""", 400,
        """{"error":"bad_request","reason":"Unsupported encoding. Please use auto or base64."}""")]
    [InlineData(Get, """{"count":1,"ackmode":"nope","encoding":"auto"}""", 400,
        """{"error":"bad_request","reason":"'nope' is no 'ackmode': it is 'ack_requeue_true', 'ack_requeue_false', 'reject_requeue_true' or 'reject_requeue_false'."}""")]
    [InlineData(
        "api/queues/nope/q/get",
        """{"count":1,"ackmode":"ack_requeue_true","encoding":"auto"}""",
        404,
        """{"error":"Object Not Found","reason":"Not Found"}""")]
    public async Task It_answers(string address, string body, int status, string text)
    {
        (int Status, string Text, _) = await _api.SendAsync("POST", address, body);

        Assert.Equal((status, text), (Status, Text));
    }

    [Fact]
    public async Task A_message_of_many_frames_goes_in_and_comes_out()
    {
        string payload = new('x', 300_000);
        await PublishAsync($$"""{"properties":{},"routing_key":"q","payload":"{{payload}}","payload_encoding":"string"}""");

        (_, string Text, _) = await _api.SendAsync("POST", Get, """{"count":1,"ackmode":"ack_requeue_false","encoding":"auto"}""");

        Assert.Equal(payload, (string?)JsonNode.Parse(Text)![0]!["payload"]);
    }

    private async Task PublishAsync(string message)
    {
        (int Status, string Text, _) = await _api.SendAsync("POST", Publish, message);
        Assert.Equal((200, """{"routed":true}"""), (Status, Text));
    }
}
