using TypedAmqp.Crash;

namespace TypedAmqp.Tool.Tests;

/// <summary>
/// A short run of the program that kills the broker: <c>dotnet run --project tests/TypedAmqp.Crash -c Release -- --kills 200</c> is a long one.
/// </summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_killed_broker_keeps_what_it_promised()
    {
        CrashReport report = await new CrashRun(new CrashOptions { Kills = 5, Seed = 4, MostSteps = 500 }).RunAsync();

        Assert.Empty(report.Violations);
        Assert.Equal(5, report.Kills);
        Assert.True(report.Checked > 0, report.ToString());
    }
}
