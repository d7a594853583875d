using System.Diagnostics;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Benchmarks.Growth;

/// <summary>
/// What a message costs as a broker fills with bindings, queues, connections, messages and consumers. In this process and without sockets, so that it
/// is the broker that is measured; a curve is flat when its last figure is about its first.
/// </summary>
internal static class GrowthBenchmark
{
    private const int Batches = 400;
    private const int Size = 16;
    private const string Topic = "amq.topic";

    // A round is faster when it takes less than this of the fastest before it.
    private const double Faster = 0.97;
    private const int SameRounds = 4;
    private const int MostRounds = 40;

    // The runtime waits a tenth of a second before it compiles what is used much.
    private static readonly TimeSpan LeastRound = TimeSpan.FromMilliseconds(250);

    private static readonly (string Name, int[] Sizes, Func<int, Task<double>> Measure)[] Curves =
    [
        ("bindings on a topic exchange, one key", [1, 10, 100, 1000, 10_000], count => BindAsync(count, keys: 1)),
        ("bindings on a topic exchange, a key a message", [1, 10, 100, 1000, 10_000], count => BindAsync(count, keys: 10_000)),
        ("queues, one of them used", [1, 10, 100, 1000, 10_000], count => QueuesAsync(count, used: 1)),
        ("queues, all of them used", [1, 10, 100, 1000, 10_000], count => QueuesAsync(count, used: count)),
        ("connections", [1, 10, 100, 1000, 5000], ConnectionsAsync),
        ("messages in the queue", [0, 1000, 100_000, 1_000_000], DepthAsync),
        ("consumers on the queue", [1, 10, 100, 1000], ConsumersAsync),
    ];

    /// <summary>Runs and prints all, or those measurements whose names begin with a text.</summary>
    public static async Task RunAsync(string name)
    {
        if ("memory".StartsWith(name, StringComparison.Ordinal))
        {
            await MemoryGrowth.RunAsync();
        }

        if ("fairness".StartsWith(name, StringComparison.Ordinal))
        {
            await FairnessBenchmark.RunAsync();
        }

        if ("virtual hosts".StartsWith(name, StringComparison.Ordinal))
        {
            await VirtualHostBenchmark.RunAsync();
        }

        foreach ((string curve, int[] sizes, Func<int, Task<double>> measure) in Curves.Where(
            curve => curve.Name.StartsWith(name, StringComparison.Ordinal)))
        {
            await CurveAsync(curve, sizes, measure);
        }
    }

    private static async Task CurveAsync(string name, int[] sizes, Func<int, Task<double>> measure)
    {
        TextTable table = new(["ns a message", .. sizes.Select(static size => Figures.Text(size)), "last / first"]);
        List<double> costs = [];
        foreach (int size in sizes)
        {
            costs.Add(await measure(size));
        }

        // On a busy machine compiling takes its time: the first is not to be the one that pays for it.
        costs[0] = Math.Min(costs[0], await measure(sizes[0]));
        table.Add([name, .. costs.Select(static cost => Figures.Text(cost)), Figures.Times(costs[^1] / costs[0])]);
        table.Print(name);
    }

    private static async Task<double> BindAsync(int count, int keys)
    {
        await using Broker.Broker broker = new();
        await using RawConnection connection = await RawConnection.OpenAsync(broker.Connect());
        await Publishing.DeclareAsync(connection, "bound");
        for (int i = 0; i < count; i++)
        {
            broker.VirtualHosts["/"].BindQueue("bound", Topic, $"word{i}.*.end", [], null);
        }

        string[] chosen = [.. Enumerable.Range(0, keys).Select(key => $"word{key % count}.key{key}.end")];
        return await PublishAsync(connection, Topic, chosen, ["bound"]);
    }

    private static async Task<double> QueuesAsync(int count, int used)
    {
        await using Broker.Broker broker = new();
        await using RawConnection connection = await RawConnection.OpenAsync(broker.Connect());
        string[] names = [.. Enumerable.Range(0, count).Select(static number => $"queue{number}")];
        foreach (string name in names)
        {
            broker.VirtualHosts["/"].DeclareQueue(new QueueDeclaration(name, Durable: false, Exclusive: false, AutoDelete: false, []), null);
        }

        return await PublishAsync(connection, "", names[..used], names[..used]);
    }

    private static async Task<double> ConnectionsAsync(int count)
    {
        await using Broker.Broker broker = new();
        List<RawConnection> connections = [];
        for (int i = 0; i < count; i++)
        {
            connections.Add(await RawConnection.OpenAsync(broker.Connect()));
        }

        await Publishing.DeclareAsync(connections[^1], "one");
        double cost = await PublishAsync(connections[^1], "", ["one"], ["one"]);
        foreach (RawConnection connection in connections)
        {
            await connection.DisposeAsync();
        }

        return cost;
    }

    // In at one end, out at the other.
    private static async Task<double> DepthAsync(int count)
    {
        await using Broker.Broker broker = new(new BrokerOptions { MemoryHighWatermark = long.MaxValue });
        await using RawConnection connection = await RawConnection.OpenAsync(broker.Connect());
        await Publishing.DeclareAsync(connection, "deep");
        await Publishing.FillAsync(connection, "deep", Size, count);
        return await MeasureAsync(async () =>
        {
            for (int i = 0; i < Publishing.Batch; i++)
            {
                Publishing.Write(connection.Output, "", "deep", Size);
                FrameWriter.WriteMethod(connection.Output, 1, new BasicGet { Queue = "deep", NoAck = true });
            }

            await connection.AnswerAsync(MethodId.BasicGetOk, Publishing.Batch);
        });
    }

    private static async Task<double> ConsumersAsync(int count)
    {
        await using Broker.Broker broker = new();
        await using RawConnection publisher = await RawConnection.OpenAsync(broker.Connect());
        await using RawConnection consumer = await RawConnection.OpenAsync(broker.Connect());
        await Publishing.DeclareAsync(publisher, "shared");
        for (int i = 0; i < count; i++)
        {
            FrameWriter.WriteMethod(consumer.Output, 1, new BasicConsume { Queue = "shared", NoAck = true });
        }

        await consumer.AnswerAsync(MethodId.BasicConsumeOk, count);
        return await MeasureAsync(async () =>
        {
            for (int i = 0; i < Publishing.Batch; i++)
            {
                Publishing.Write(publisher.Output, "", "shared", Size);
            }

            await publisher.FlushAsync();
            await consumer.ReadAsync(MethodId.BasicDeliver, Publishing.Batch);
        });
    }

    private static async Task<double> PublishAsync(RawConnection connection, string exchange, string[] keys, string[] queues)
    {
        int next = 0;
        int published = 0;
        return await MeasureAsync(async () =>
        {
            for (int i = 0; i < Publishing.Batch; i++)
            {
                Publishing.Write(connection.Output, exchange, keys[next++ % keys.Length], Size);
            }

            await Publishing.BarrierAsync(connection);
        }, async () =>
        {
            // They are not to become long, whatever is measured.
            published += Publishing.Batch;
            if (published >= Math.Max(Publishing.Batch * 10, queues.Length))
            {
                published = 0;
                foreach (string queue in queues)
                {
                    FrameWriter.WriteMethod(connection.Output, 1, new QueuePurge { Queue = queue });
                }

                await connection.AnswerAsync(MethodId.QueuePurgeOk, queues.Length);
            }
        });
    }

    // Code is compiled anew while it runs, some of it more than once: rounds, until that has made none of the last ones faster. What the machine does
    // beside this can only make one slower, so that the fastest counts.
    private static async Task<double> MeasureAsync(Func<Task> batch, Func<Task>? tidy = null)
    {
        double best = double.MaxValue;
        int rounds = 0;
        for (int same = 0; same < SameRounds && rounds < MostRounds; rounds++)
        {
            double cost = await RoundAsync(batch, tidy);
            same = cost < best * Faster ? 0 : same + 1;
            best = Math.Min(best, cost);
        }

        return best;
    }

    // The tenth part of the batches that was fastest, at its slowest.
    private static async Task<double> RoundAsync(Func<Task> batch, Func<Task>? tidy)
    {
        List<long> ticks = [];
        for (long began = Stopwatch.GetTimestamp(); ticks.Count < Batches || Stopwatch.GetElapsedTime(began) < LeastRound;)
        {
            long started = Stopwatch.GetTimestamp();
            await batch();
            ticks.Add(Stopwatch.GetTimestamp() - started);
            await (tidy?.Invoke() ?? Task.CompletedTask);
        }

        ticks.Sort();
        return Stopwatch.GetElapsedTime(0, ticks[ticks.Count / 10]).TotalNanoseconds / Publishing.Batch;
    }
}
