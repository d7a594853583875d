namespace TypedAmqp.Interop.Tests;

/// <summary>Programs that need no other: each prints what it saw of the broker, and the text is the same for both.</summary>
[Collection(nameof(Brokers))]
public sealed class SingleProgramTests(Brokers brokers)
{
    [SkippableTheory(typeof(Peers.PeerMissingException)), CombinatorialPrograms("login_root", "virtual_hosts", "confirms", "properties", "refusals")]
    public async Task A_program_sees_the_same_of_both_brokers(string name, BrokerKind kind)
    {
        await using PythonPrograms python = new(await brokers.StartedAsync(kind));
        string expected = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "expected", name + ".txt"));

        Assert.Equal(expected.TrimEnd(), await python.RunAsync(name));
    }
}
