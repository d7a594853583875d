using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The command-line tools of librabbitmq, the client library in C, with equal results against both brokers.</summary>
[Collection(nameof(Brokers))]
public sealed class RabbitMqToolsTests(Brokers brokers)
{
    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_shell_script_posts_and_fetches(BrokerKind kind)
    {
        string uri = (await brokers.StartedAsync(kind)).UriFor(virtualHost: "blue");
        Assert.Equal("tools", await RunAsync("amqp-declare-queue", uri, "--queue", "tools"));
        await RunAsync("amqp-publish", uri, "--routing-key", "tools", "--persistent", "--content-type", "text/plain", "--body", "one");
        await RunAsync("amqp-publish", uri, "--exchange", "", "--routing-key", "tools", "--header", "n: 2", "--body", "two");
        Assert.Equal("one", await RunAsync("amqp-get", uri, "--queue", "tools"));
        Assert.Equal("two", await RunAsync("amqp-consume", uri, "--queue", "tools", "--count", "1", "cat"));
        Assert.Equal("", await RunAsync("amqp-get", uri, expected: 2, "--queue", "tools"));
        await RunAsync("amqp-publish", uri, "--routing-key", "tools", "--body", "left");
        Assert.Equal("1", await RunAsync("amqp-delete-queue", uri, "--queue", "tools"));
        Assert.Contains("NOT_FOUND", await RunAsync("amqp-get", uri, expected: 1, "--queue", "tools"), StringComparison.Ordinal);
    }

    private static Task<string> RunAsync(string tool, string uri, params string[] arguments) => RunAsync(tool, uri, expected: 0, arguments);

    private static async Task<string> RunAsync(string tool, string uri, int expected, params string[] arguments)
    {
        string path = Peer.Find(tool, "/usr/bin") ?? throw Peer.Missing($"{tool} is not installed (Debian: amqp-tools)");
        await using ChildProcess program = ChildProcess.Start(path, ["--url", uri, .. arguments]);
        program.CloseInput();
        int exitCode = await program.WaitForExitAsync();
        string printed = string.Join('\n', [.. program.Output, .. program.Errors]);
        Assert.True(exitCode == expected, $"{tool} ended with {exitCode}: {printed}");
        return printed;
    }
}
