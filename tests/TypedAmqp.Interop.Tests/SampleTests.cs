using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>The samples, run as a reader runs them.</summary>
[Collection(nameof(Brokers))]
public sealed class SampleTests(Brokers brokers)
{
    [Fact]
    public async Task QuickStart_runs_through()
    {
        string output = await RunAsync("QuickStart");
        Assert.Contains("two latte are 7.60", output, StringComparison.Ordinal);
        Assert.Contains("tea is a typed fault, not-on-the-menu", output, StringComparison.Ordinal);
        Assert.Contains("table 7 needs a cloth", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tutorials_run_on_the_embedded_broker() => AssertTutorials(await RunAsync("Tutorials", "all"));

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task The_tutorials_run_against_a_URI(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        AssertTutorials(await RunAsync("Tutorials", "all", "--uri", broker.UriFor()));
    }

    [Theory]
    [InlineData(2, "Usage:")]
    [InlineData(2, "Usage:", "no-such-tutorial")]
    [InlineData(1, "does not begin with a scheme", "hello", "--uri", "nonsense")]
    [InlineData(1, "Nothing accepts connections", "hello", "--uri", "amqp://127.0.0.1:1")]
    public async Task What_cannot_work_is_one_sentence(int exitCode, string sentence, params string[] arguments)
    {
        await using ChildProcess program = Start("Tutorials", arguments);
        Assert.Equal(exitCode, await program.WaitForExitAsync());
        Assert.Contains(sentence, Assert.Single(program.Errors), StringComparison.Ordinal);
    }

    private static void AssertTutorials(string output)
    {
        foreach (string line in new[]
        {
            " [x] Received 'Hello World!'",
            " [first] Received 'First.', which somebody else had",
            " [disk] 'info: Hello World!'",
            " [disk] error: 'Run. Run. Or it will explode.'",
            " [*.critical] Auth Critical: 'Somebody guesses passwords.'",
            " [x] cron.info was Returned: NO_ROUTE",
            " [.] Got 832040",
        })
        {
            Assert.Contains(line, output, StringComparison.Ordinal);
        }
    }

    private static ChildProcess Start(string sample, params IEnumerable<string> arguments) =>
        ChildProcess.Start(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, sample + ".dll"), .. arguments], new Dictionary<string, string> { ["NO_COLOR"] = "1" });

    private static async Task<string> RunAsync(string sample, params IEnumerable<string> arguments)
    {
        await using ChildProcess program = Start(sample, arguments);
        return await PythonPrograms.OutputAsync(program);
    }
}
