using System.Net;
using System.Net.Sockets;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;
using TypedAmqp.Server;
using TypedAmqp.Testing;

namespace TypedAmqp.Benchmarks.Growth;

/// <summary>What a connection, a queue and a message hold: the garbage collector's heap before and after there are many of them.</summary>
internal static class MemoryGrowth
{
    private const int Connections = 2000;
    private const int Queues = 10_000;
    private const int Messages = 200_000;

    public static async Task RunAsync()
    {
        TextTable table = new("memory", "octets each", "target");
        table.Add(
            $"idle connection with one channel, of {Figures.Text(Connections)}, sockets", Figures.Text(await ConnectionAsync()), "under 10,000");
        table.Add($"empty queue, of {Figures.Text(Queues)}", Figures.Text(await QueueAsync(used: false)), "under 1,000");
        table.Add("the same, once used and then not for ten seconds", Figures.Text(await QueueAsync(used: true)), "under 1,000");
        foreach (int size in (int[])[16, 1024, 20_000])
        {
            double held = await MessageAsync(size);
            table.Add(
                $"message of {Figures.Text(size)} octets, of {Figures.Text(Count(size))}, beyond body and properties",
                Figures.Text(held),
                "under 100");
        }

        table.Print("Memory");
    }

    private static async Task<double> ConnectionAsync()
    {
        await using BrokerServer server = await BrokerServer.StartAsync(new BrokerServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)] });
        List<Socket> sockets = new(Connections * 2);
        async Task OpenAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                sockets.Add(await RawConnection.OpenIdleAsync(server.Endpoints[0]));
            }
        }

        await OpenAsync(50);
        double held = await MeasureAsync(Connections, () => OpenAsync(Connections));
        sockets.ForEach(static socket => socket.Dispose());
        return held;
    }

    private static async Task<double> QueueAsync(bool used)
    {
        VirtualClock clock = new();
        await using Broker.Broker broker = new(new BrokerOptions { TimeProvider = clock });
        await using RawConnection connection = await RawConnection.OpenAsync(broker.Connect());
        int number = 0;
        async Task DeclareAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                string name = $"queue-{number++:D8}";
                broker.VirtualHosts["/"].DeclareQueue(new QueueDeclaration(name, Durable: false, Exclusive: false, AutoDelete: false, []), null);
                if (used)
                {
                    Publishing.Write(connection.Output, "", name, 16);
                    FrameWriter.WriteMethod(connection.Output, 1, new BasicGet { Queue = name, NoAck = true });
                    await connection.AnswerAsync(MethodId.BasicGetOk);
                }
            }

            clock.Advance(TimeSpan.FromSeconds(10));
        }

        await DeclareAsync(100);
        return await MeasureAsync(Queues, () => DeclareAsync(Queues));
    }

    private static int Count(int size) => size > 10_000 ? Messages / 20 : Messages;

    private static async Task<double> MessageAsync(int size)
    {
        await using Broker.Broker broker = new(new BrokerOptions { MemoryHighWatermark = long.MaxValue });
        await using RawConnection connection = await RawConnection.OpenAsync(broker.Connect());
        await Publishing.DeclareAsync(connection, "deep");
        int count = Count(size);

        // What they travel through is kept for the next ones: it is not theirs.
        await Publishing.FillAsync(connection, "deep", size, Publishing.Batch);
        double held = await MeasureAsync(count, () => Publishing.FillAsync(connection, "deep", size, count));
        return held - size - Publishing.PropertiesLength;
    }

    private static async Task<double> MeasureAsync(int count, Func<Task> make)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await make();
        return (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / count;
    }
}
