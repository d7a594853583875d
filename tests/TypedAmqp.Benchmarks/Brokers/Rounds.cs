using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Brokers;

/// <summary>Runs a case against brokers in turn, so that what else the machine does hits all of them.</summary>
internal static class Rounds
{
    /// <summary>Runs it so many times against each; once before that counts, on the first: code is compiled and memory is claimed then.</summary>
    /// <returns>The results of each broker.</returns>
    public static async Task<List<T>[]> RunAsync<T>(BrokerProcess[] brokers, int rounds, Func<BrokerProcess, Task<T>> run)
    {
        List<T>[] results = [.. brokers.Select(_ => new List<T>())];
        await run(brokers[0]);
        for (int round = 0; round < rounds; round++)
        {
            for (int broker = 0; broker < brokers.Length; broker++)
            {
                results[broker].Add(await run(brokers[broker]));
            }
        }

        return results;
    }
}
