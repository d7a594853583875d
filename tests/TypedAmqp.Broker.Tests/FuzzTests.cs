using TypedAmqp.Peers;

namespace TypedAmqp.Broker.Tests;

/// <summary>
/// The fuzzing program, briefly and always alike, in a process of its own: no crash, no hang, nothing left. It runs for as long as one likes with
/// <c>dotnet run --project tests/TypedAmqp.Fuzzing -c Release -- --target broker --count 1000000</c>.
/// </summary>
public sealed class FuzzTests
{
    private const int Conversations = 3000;

    [Fact]
    public async Task Conversations_full_of_mistakes_leave_nothing_behind()
    {
        // With the libraries beside it here, some of which come with the framework that these tests run on.
        string folder = AppContext.BaseDirectory;
        string[] host = ["exec", "--runtimeconfig", Path.Combine(folder, "TypedAmqp.Broker.Tests.runtimeconfig.json")];
        string[] program = [Path.Combine(folder, "TypedAmqp.Fuzzing.dll"), "--target", "broker", "--count", $"{Conversations}", "--seed", "20260101"];
        await using ChildProcess fuzzing = ChildProcess.Start("dotnet", [.. host, .. program]);
        int exitCode = await fuzzing.WaitForExitAsync();
        Assert.True(exitCode == 0, string.Join(Environment.NewLine, fuzzing.Errors));
        Assert.Contains(fuzzing.Output, static line => line.Contains(" conversations ", StringComparison.Ordinal));
    }
}
