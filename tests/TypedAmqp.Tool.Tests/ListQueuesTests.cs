using System.Text;
using System.Text.Json;
using TypedAmqp.Peers;
using TypedAmqp.Testing;

namespace TypedAmqp.Tool.Tests;

/// <summary><c>typedamqp list queues</c>.</summary>
public sealed class ListQueuesTests
{
    [Fact]
    public async Task It_shows_messages_and_consumers_as_rabbitmqctl_does()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("work");
        await channel.DeclareQueueAsync("idle");
        for (int i = 0; i < 3; i++)
        {
            await channel.PublishAsync("", "work", "task"u8.ToArray());
        }

        // One is delivered and not acknowledged: it counts as well.
        await channel.GetAsync("work");
        await channel.ConsumeAsync("idle", new Nothing());

        CommandResult result = await CommandResult.RunAsync("list", "queues", "--uri", broker.Uri);

        Assert.Equal(["name\tmessages\tconsumers", "idle\t0\t1", "work\t3\t0"], result.Output);
        Assert.Empty(result.Errors);
        Assert.Equal(0, result.ExitCode);

        CommandResult json = await CommandResult.RunAsync("list", "queues", "--uri", broker.Uri, "--json");
        using JsonDocument list = JsonDocument.Parse(Assert.Single(json.Output));
        Assert.Equal(
            [("idle", 0, 0), ("work", 3, 1)],
            list.RootElement.EnumerateArray().Select(static queue => (
                queue.GetProperty("name").GetString()!, queue.GetProperty("messages").GetInt32(), queue.GetProperty("messages_unacknowledged")
                    .GetInt32())));
    }

    [Fact]
    public async Task Other_clients_read_the_same_list_with_basic_get()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await broker.ConnectAsync();
        AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("only", durable: true);

        GetResult? list = await channel.GetAsync("amq.typedamqp.queues", noAck: true);

        Assert.Equal("application/json", list!.Message.Properties.ContentType.ToString());
        Assert.Equal(
            """[{"name":"only","durable":true,"exclusive":false,"auto_delete":false,"messages":0,"messages_ready":0,"messages_unacknowledged":0,"consumers":0}]""",
            Encoding.UTF8.GetString(list.Message.Body.FirstSpan));
        Protocol.AmqpChannelException refusal = await Assert.ThrowsAnyAsync<Protocol.AmqpChannelException>(
            () => channel.GetAsync("amq.typedamqp.queues"));
        Assert.Equal(Protocol.ReplyCode.PreconditionFailed, refusal.ReplyCode);
    }

    [Fact]
    public async Task An_uri_that_is_none_is_refused() =>
        (await CommandResult.RunAsync("list", "queues", "--uri", "http://localhost")).AssertFailure(
            "The AMQP URI has the scheme 'http': use amqp:// or amqps://.");

    [Fact]
    public async Task A_broker_that_is_not_there_is_named()
    {
        int port = FreePort.Take(1)[0];

        (await CommandResult.RunAsync("list", "queues", "--uri", $"amqp://127.0.0.1:{port}"))
            .AssertFailure($"Nothing accepts connections at amqp://127.0.0.1:{port}: is the broker running, and is it the right port?");
    }

    [Fact]
    public async Task A_login_that_is_refused_is_one_sentence()
    {
        await using TestBroker broker = await TestBroker.StartAsync();

        CommandResult result = await CommandResult.RunAsync(
            "list", "queues", "--uri", broker.Uri.Replace("guest:guest", "guest:wrong", StringComparison.Ordinal));

        Assert.Contains("refused the login of user 'guest'", Assert.Single(result.Errors), StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task Another_broker_is_told_from_ours()
    {
        await using RabbitMqServer rabbitMq = await RabbitMqServer.StartAsync();

        (await CommandResult.RunAsync("list", "queues", "--uri", rabbitMq.UriFor())).AssertFailure(
            $"The broker at 127.0.0.1:{rabbitMq.Port} is RabbitMQ, which cannot list its queues over AMQP: use its own tools, as 'rabbitmqctl list_queues name messages consumers'.");
    }

    private sealed class Nothing : IMessageHandler
    {
        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
