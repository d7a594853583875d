using TypedAmqp;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using Tutorials;

Dictionary<string, Func<AmqpBus, CancellationToken, Task>> tutorials = new()
{
    ["hello"] = HelloWorld.RunAsync,
    ["work"] = WorkQueues.RunAsync,
    ["pubsub"] = PublishSubscribe.RunAsync,
    ["routing"] = Routing.RunAsync,
    ["topics"] = Topics.RunAsync,
    ["rpc"] = RemoteCalls.RunAsync,
};

(string name, string? uri) = args switch
{
    [string only] => (only, null),
    [string first, "--uri", string second] => (first, second),
    ["--uri", string first, string second] => (second, first),
    _ => ("", null),
};
if (name != "all" && !tutorials.ContainsKey(name))
{
    Console.Error.WriteLine(
        $"Usage: dotnet run --project samples/Tutorials -- <{string.Join('|', tutorials.Keys)}|all> [--uri amqp://user:password@host:port/vhost]");
    return 2;
}

using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
try
{
    // Without a URI, a broker within this program; the tutorials do not see the difference.
    await using TestBroker? broker = uri is null ? await TestBroker.StartAsync(cancellationToken: deadline.Token) : null;
    await using AmqpBus bus = await AmqpBus.ConnectAsync(uri ?? broker!.Uri, TutorialsTopology.Instance, deadline.Token);
    foreach ((string title, Func<AmqpBus, CancellationToken, Task> run) in tutorials.Where(tutorial => name == "all" || tutorial.Key == name))
    {
        Console.WriteLine(title);
        await run(bus, deadline.Token);
    }

    return 0;
}
catch (Exception e) when (e is AmqpException or AmqpConnectException or TopologyException or FormatException or OperationCanceledException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
