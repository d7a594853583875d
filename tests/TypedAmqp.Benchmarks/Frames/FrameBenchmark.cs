using System.Diagnostics;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Connections;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp.Benchmarks.Frames;

/// <summary>
/// The frames of a publish, three ways: written per message from their parts, copied from a template that is built at start-up, copied from octets
/// that the compiler emitted as constant data. Nothing is sent; the output is emptied again and again.
/// </summary>
internal static partial class FrameBenchmark
{
    private const int Publishes = 1_000_000;
    private const int PublishesBetweenClears = 256;
    private const int Rounds = 15;
    private const int FrameMax = 131_072;
    private const ushort Channel = 1;

    private static readonly BasicProperties Properties =
        new() { ContentType = "application/json", DeliveryMode = DeliveryMode.Persistent, Type = "order.placed" };

    public static void Run()
    {
        TextTable table = new("ns a publish (octets allocated)", "per message", "template at start-up", "constant data");
        foreach (bool isConstant in (bool[])[true, false])
        {
            foreach (int size in (int[])[16, 1024])
            {
                IFrames[] ways = [new PerMessage(isConstant), new Template(isConstant), new ConstantData(isConstant)];
                CheckEqual(ways, size);
                double[][] times = Measure(ways, size);
                string[] cells = [.. ways.Select((way, index) => $"{Figures.Text(Figures.Median(times[index]), 1)} ({Allocated(way, size)})")];
                table.Add([$"{(isConstant ? "constant key" : "key of the message")}, {Figures.Text(size)} octets", .. cells]);
            }
        }

        table.Print($"Frames of a publish: median of {Rounds} rounds in turn, {Figures.Text(Publishes)} publishes each");
        Console.WriteLine();
        Console.WriteLine(
            $"made at start-up, once a route: from parts {Figures.Text(Once(static () => _ = new Template(isConstant: true)))} ns, from constant data {Figures.Text(Once(static () => _ = ConstantData.Create()))} ns");
    }

    private static double[][] Measure(IFrames[] ways, int size)
    {
        double[][] times = [.. ways.Select(static _ => new double[Rounds])];
        OutputBuffer output = new();
        byte[] body = new byte[size];
        byte[] key = "order.eu.placed"u8.ToArray();

        // A round more than counts: the first has code to compile.
        for (int round = -1; round < Rounds; round++)
        {
            for (int way = 0; way < ways.Length; way++)
            {
                long start = Stopwatch.GetTimestamp();
                Publish(ways[way], output, key, body, Publishes);
                if (round >= 0)
                {
                    times[way][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Publishes;
                }
            }
        }

        return times;
    }

    private static void Publish(IFrames way, OutputBuffer output, byte[] key, byte[] body, int count)
    {
        for (int done = 0; done < count; done++)
        {
            way.Write(output, Channel, key, body, FrameMax);
            if (done % PublishesBetweenClears == 0)
            {
                output.Clear();
            }
        }

        output.Clear();
    }

    private static long Allocated(IFrames way, int size)
    {
        OutputBuffer output = new();
        byte[] key = "order.eu.placed"u8.ToArray();
        byte[] body = new byte[size];
        Publish(way, output, key, body, PublishesBetweenClears);
        long before = GC.GetAllocatedBytesForCurrentThread();
        const int count = 1000;
        for (int done = 0; done < count; done++)
        {
            way.Write(output, Channel, key, body, FrameMax);
            output.Clear();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / count;
    }

    /// <summary>All three write the same octets, or the comparison is worth nothing.</summary>
    private static void CheckEqual(IFrames[] ways, int size)
    {
        string[] written = [.. ways.Select(way =>
        {
            OutputBuffer output = new();
            way.Write(output, Channel, "order.eu.placed"u8.ToArray(), new byte[size], FrameMax);
            return Convert.ToHexString(output.Block(0).Span);
        })];
        if (written.Distinct().Count() != 1)
        {
            throw new InvalidOperationException("The frames differ:\n" + string.Join('\n', written));
        }
    }

    private static double Once(Action make)
    {
        const int count = 100_000;
        for (int done = 0; done < count; done++)
        {
            make();
        }

        long start = Stopwatch.GetTimestamp();
        for (int done = 0; done < count; done++)
        {
            make();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    private interface IFrames
    {
        void Write(OutputBuffer output, ushort channel, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> body, int maxFramePayload);
    }

    private sealed class PerMessage(bool isConstant) : IFrames
    {
        private const string ConstantKey = "order.eu.placed";

        public void Write(OutputBuffer output, ushort channel, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> body, int maxFramePayload)
        {
            string routingKey = isConstant ? ConstantKey : System.Text.Encoding.UTF8.GetString(key.Span);
            FrameWriter.WriteMethod(output, channel, new BasicPublish { Exchange = "orders", RoutingKey = routingKey, Mandatory = true });
            FrameWriter.WriteHeader(output, channel, (ulong)body.Length, Properties);
            FrameWriter.WriteBody(output, channel, body.Span, maxFramePayload);
        }
    }

    private sealed class Template(bool isConstant) : IFrames
    {
        private readonly PublishTemplate _template = new("orders", Properties, mandatory: true, isConstant ? "order.eu.placed" : null);

        public void Write(OutputBuffer output, ushort channel, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> body, int maxFramePayload) =>
            _template.Write(output, channel, new OutgoingMessage(_template, isConstant ? default : key, default, body), maxFramePayload);
    }
}
