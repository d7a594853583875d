using TypedAmqp.Fuzzing;
using TypedAmqp.Fuzzing.Targets;

namespace TypedAmqp.Protocol.Tests;

/// <summary>The targets of the fuzzing program, briefly and always alike; the program runs them for as long as one likes.</summary>
public sealed class FuzzTests
{
    private const ulong Seed = 20260101;

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(static target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void OnlyTheExceptionsOfTheProtocolEscape(string name)
    {
        const int Iterations = 20_000;
        FuzzRun run = new(FuzzTarget.All.Single(target => target.Name == name), Seed);
        for (int i = 0; i < Iterations; i++)
        {
            run.Iterate(i);
        }

        // A run that refuses, or accepts, everything would prove nothing.
        Assert.True(run.Accepted > Iterations / 10 && run.Refused > Iterations / 10, $"{run.Accepted} accepted, {run.Refused} refused");
    }
}
