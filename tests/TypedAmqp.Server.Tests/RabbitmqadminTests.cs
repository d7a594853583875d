using TypedAmqp.Peers;

namespace TypedAmqp.Server.Tests;

/// <summary>
/// The program <c>rabbitmqadmin</c> that comes with RabbitMQ's management plugin, against this broker. It prints what it prints of a RabbitMQ 3.10.8.
/// </summary>
public sealed class RabbitmqadminTests
{
    private const string Folder = "/usr/lib/rabbitmq/lib";

    [SkippableFact]
    public async Task It_declares_publishes_fetches_lists_and_deletes()
    {
        await using ManagementClient api = await ManagementClient.StartAsync();

        Assert.Equal(["queue declared"], await RunAsync(api, "declare", "queue", "name=adm", "durable=true", """arguments={"x-max-length":7}"""));
        Assert.Equal(["exchange declared"], await RunAsync(api, "declare", "exchange", "name=ex", "type=topic"));
        Assert.Equal(["binding declared"], await RunAsync(api, "declare", "binding", "source=ex", "destination=adm", "routing_key=a.#"));
        Assert.Equal(
            ["Message published"],
            await RunAsync(api, "publish", "exchange=ex", "routing_key=a.b", "payload=hello", """properties={"delivery_mode":2}"""));
        Assert.Equal(["Message published but NOT routed"], await RunAsync(api, "publish", "exchange=ex", "routing_key=zz", "payload=hello"));
        string[] fetched = await RunAsync(api, "-f", "tsv", "get", "queue=adm", "count=5", "ackmode=ack_requeue_true");
        Assert.StartsWith("a.b\tex\t0\thello\t5\tstring", fetched[^1], StringComparison.Ordinal);
        Assert.Equal(["name\tmessages", "adm\t1"], await RunAsync(api, "-f", "tsv", "list", "queues", "name", "messages"));
        foreach (string kind in (string[])["connections", "channels", "consumers", "nodes", "parameters", "operator_policies", "vhost_limits",
            "permissions"])
        {
            Assert.NotEmpty(await RunAsync(api, "list", kind));
        }

        Assert.Equal(["queue purged"], await RunAsync(api, "purge", "queue", "name=adm"));
        Assert.Equal(["queue deleted"], await RunAsync(api, "delete", "queue", "name=adm"));
    }

    private static async Task<string[]> RunAsync(ManagementClient api, params string[] arguments)
    {
        string program = Directory.Exists(Folder)
            ? Directory.EnumerateFiles(Folder, "rabbitmqadmin", SearchOption.AllDirectories).FirstOrDefault() ?? throw Missing()
            : throw Missing();
        string python = Peer.Find("python3", "/usr/bin") ?? throw Peer.Missing("Python is not installed");
        await using ChildProcess process = ChildProcess.Start(python, [program, "-P", $"{api.Port}", .. arguments]);
        Assert.True(await process.WaitForExitAsync() == 0, string.Join('\n', process.Errors));
        return [.. process.Output];
    }

    private static Exception Missing() => Peer.Missing("rabbitmqadmin is not installed (Debian: rabbitmq-server)");
}
