using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>
/// Valid sessions with mistakes in them, at random: whatever comes, the broker itself never fails, and other clients notice nothing.
/// </summary>
public sealed class RandomOctetsTests : BrokerTest
{
    private const int Sessions = 400;

    private readonly FailureLog _log;

    public RandomOctetsTests()
        : this(new FailureLog())
    {
    }

    private RandomOctetsTests(FailureLog log)
        : base(new BrokerOptions { LoggerFactory = log, MemoryHighWatermark = 64 * 1024 * 1024 }) => _log = log;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Mistakes_cost_nobody_but_their_makers(int seed)
    {
        Random random = new(seed);
        await Client.DeclareAsync("victim");
        for (int i = 0; i < Sessions; i++)
        {
            await SendAsync(random);
            if (i % 20 == 0)
            {
                await Client.PublishAsync("victim", "alive");
                Assert.Equal("alive", (await Client.GetAsync("victim", noAck: true))!.Text);
            }
        }

        await Broker.IdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Broker.ConnectionCount);
        Assert.Empty(_log.Failures);
    }

    private async Task SendAsync(Random random)
    {
        ArrayBufferWriter<byte> frames = new();
        Handshake(frames);
        int start = frames.WrittenCount;
        for (int i = 0; i < 12; i++)
        {
            Frame(frames, random);
        }

        byte[] octets = frames.WrittenSpan.ToArray();
        int mistakes = random.Next(4);
        for (int i = 0; i < mistakes; i++)
        {
            // Mostly behind the handshake, where there is more to go wrong.
            int position = random.Next(10) == 0 ? random.Next(octets.Length) : random.Next(start, octets.Length);
            octets[position] = (byte)random.Next(256);
        }

        int length = random.Next(8) == 0 ? random.Next(octets.Length) : octets.Length;
        IDuplexPipe transport = Broker.Connect();
        for (int sent = 0; sent < length;)
        {
            int part = Math.Min(length - sent, 1 + random.Next(octets.Length));
            await transport.Output.WriteAsync(octets.AsMemory(sent, part));
            sent += part;
        }

        await transport.Output.CompleteAsync();
        ReadResult result;
        do
        {
            result = await transport.Input.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            transport.Input.AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted);
        await transport.Input.CompleteAsync();
    }

    private static void Handshake(IBufferWriter<byte> output)
    {
        output.Write(ProtocolHeader.Octets);
        FrameWriter.WriteMethod(output, 0, new ConnectionStartOk { Mechanism = "PLAIN", Response = "\0guest\0guest", Locale = "en_US" });
        FrameWriter.WriteMethod(output, 0, new ConnectionTuneOk { ChannelMax = 100, FrameMax = 131072, Heartbeat = 0 });
        FrameWriter.WriteMethod(output, 0, new ConnectionOpen { VirtualHost = "/" });
        FrameWriter.WriteMethod(output, 1, new ChannelOpen());
        FrameWriter.WriteMethod(output, 2, new ChannelOpen());
    }

    private static void Frame(IBufferWriter<byte> output, Random random)
    {
        ushort channel = (ushort)random.Next(1, 3);
        string queue = $"r{random.Next(3)}";
        ulong tag = (ulong)random.Next(6);
        switch (random.Next(18))
        {
            case 0: FrameWriter.WriteMethod(output, channel, new QueueDeclare { Queue = queue, AutoDelete = random.Next(2) == 0 }); break;
            case 1: FrameWriter.WriteMethod(output, channel, new BasicConsume { Queue = queue, NoAck = random.Next(2) == 0 }); break;
            case 2: FrameWriter.WriteMethod(output, channel, new BasicAck { DeliveryTag = tag, Multiple = random.Next(2) == 0 }); break;
            case 3: FrameWriter.WriteMethod(output, channel, new BasicNack { DeliveryTag = tag, Multiple = true, Requeue = true }); break;
            case 4: FrameWriter.WriteMethod(output, channel, new BasicGet { Queue = queue }); break;
            case 5: FrameWriter.WriteMethod(output, channel, new TxSelect()); break;
            case 6: FrameWriter.WriteMethod(output, channel, new TxCommit()); break;
            case 7: FrameWriter.WriteMethod(output, channel, new ConfirmSelect()); break;
            case 8: FrameWriter.WriteMethod(output, channel, new QueueDelete { Queue = queue }); break;
            case 9: FrameWriter.WriteMethod(output, channel, new BasicConsume { Queue = "amq.rabbitmq.reply-to", NoAck = true }); break;
            case 10: FrameWriter.WriteMethod(output, channel, new BasicRecover { Requeue = true }); break;
            case 11: FrameWriter.WriteMethod(output, channel, new ChannelClose { ReplyText = "bye" }); break;
            case 12: FrameWriter.WriteMethod(output, channel, new QueueBind { Queue = queue, Exchange = "amq.topic", RoutingKey = "a.*.#" }); break;
            case 13: FrameWriter.WriteMethod(output, channel, new BasicQos { PrefetchCount = 2, Global = random.Next(2) == 0 }); break;
            default: Publish(output, channel, random); break;
        }
    }

    private static void Publish(IBufferWriter<byte> output, ushort channel, Random random)
    {
        byte[] body = new byte[random.Next(5) == 0 ? random.Next(300_000) : random.Next(50)];
        BasicProperties properties = random.Next(4) switch
        {
            0 => new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to", CorrelationId = "1" },
            1 => new BasicProperties { Headers = new FieldTable { ["a"] = 1, ["b"] = new FieldTable { ["c"] = "d" } }, Expiration = "10" },
            _ => BasicProperties.Empty,
        };
        (string exchange, string key) = random.Next(3) == 0 ? ("amq.topic", "a.b.c") : ("", $"r{random.Next(4)}");
        FrameWriter.WriteMethod(output, channel, new BasicPublish { Exchange = exchange, RoutingKey = key, Mandatory = random.Next(2) == 0 });
        FrameWriter.WriteHeader(output, channel, (ulong)body.Length, properties);
        FrameWriter.WriteBody(output, channel, body, 131072);
    }

    /// <summary>Keeps what the broker says of its own mistakes.</summary>
    private sealed class FailureLog : ILoggerFactory, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Failures { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical)
            {
                Failures.Enqueue(exception?.ToString() ?? "");
            }
        }

        public void Dispose()
        {
        }
    }
}
