using System.Buffers;
using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Conversations;

/// <summary>Frames behind the handshake: few names and many relations between them, so that much of what is said has an effect.</summary>
internal static class ConversationFrames
{
    /// <summary>Numbers of channels are below this.</summary>
    public const int Channels = 4;

    private const int LargestBody = 100_000;
    private const int FrameMax = 4096;

    private static readonly string[] Queues = ["q0", "q1", "q2", "q3", "", "amq.rabbitmq.reply-to", "missing"];
    private static readonly string[] Exchanges = ["", "e0", "e1", "e2", "amq.direct", "amq.topic", "amq.fanout", "amq.headers", "missing"];
    private static readonly string[] Types =
        ["direct", "fanout", "topic", "headers", "x-consistent-hash", "x-random", "x-delayed-message", "unknown"];

    private static readonly string[] Keys = ["q0", "q1", "q2", "q3", "a.b.c", "a.*.#", "#", "1", "", "x.y"];
    private static readonly string[] Tags = ["t0", "t1", "", "t2"];
    private static readonly string[] Replies = ["amq.rabbitmq.reply-to", "q0", ""];
    private static readonly string[] Overflows = ["drop-head", "reject-publish", "reject-publish-dlx"];
    private static readonly string[] QueueTypes = ["classic", "quorum", "stream"];
    private static readonly byte[][] Payloads = [.. Golden.Methods.Values];

    /// <summary>Writes a frame, or a message's frames, of one channel.</summary>
    public static void Write(ArrayBufferWriter<byte> output, DeterministicRandom random)
    {
        ushort channel = (ushort)(random.Next(40) == 0 ? random.Next(2000) : 1 + random.Next(Channels - 1));
        switch (random.Next(5))
        {
            case 0:
                WriteTopology(output, channel, random);
                break;
            case 1:
                WriteConsuming(output, channel, random);
                break;
            case 2:
                WriteRest(output, channel, random);
                break;
            default:
                WriteMessage(output, channel, random);
                break;
        }
    }

    private static void WriteTopology(ArrayBufferWriter<byte> output, ushort channel, DeterministicRandom random)
    {
        bool maybe = random.Next(4) == 0;
        bool noWait = random.Next(6) == 0;
        FieldTable arguments = random.Next(10) == 0 ? RandomValues.Table(random) : [];
        switch (random.Next(10))
        {
            case < 4:
                FrameWriter.WriteMethod(output, channel, new QueueDeclare
                {
                    Queue = random.Pick(Queues),
                    Durable = maybe,
                    Exclusive = random.Next(6) == 0,
                    AutoDelete = random.Next(6) == 0,
                    NoWait = noWait,
                    Passive = random.Next(10) == 0,
                    Arguments = QueueArguments(random),
                });
                break;
            case 4:
                FrameWriter.WriteMethod(output, channel, new ExchangeDeclare
                {
                    Exchange = random.Pick(Exchanges),
                    Type = random.Pick(Types),
                    AutoDelete = maybe,
                    Internal = random.Next(10) == 0,
                    NoWait = noWait,
                    Arguments = new FieldTable { ["x-delayed-type"] = random.Pick(Types), ["alternate-exchange"] = random.Pick(Exchanges) },
                });
                break;
            case 5:
                FrameWriter.WriteMethod(output, channel, new ExchangeBind
                {
                    Destination = random.Pick(Exchanges), Source = random.Pick(Exchanges), RoutingKey = random.Pick(Keys), NoWait = noWait,
                    Arguments = arguments,
                });
                break;
            case 6:
                FrameWriter.WriteMethod(output, channel, new QueueDelete { Queue = random.Pick(Queues), IfEmpty = maybe, IfUnused = noWait });
                break;
            case 7:
                FrameWriter.WriteMethod(output, channel, new ExchangeDelete { Exchange = random.Pick(Exchanges), IfUnused = maybe, NoWait = noWait });
                break;
            case 8 when maybe:
                FrameWriter.WriteMethod(
                    output,
                    channel,
                    new QueueUnbind { Queue = random.Pick(Queues), Exchange = random.Pick(Exchanges), RoutingKey = random.Pick(Keys) });
                break;
            default:
                FrameWriter.WriteMethod(output, channel, new QueueBind
                {
                    Queue = random.Pick(Queues), Exchange = random.Pick(Exchanges), RoutingKey = random.Pick(Keys), NoWait = noWait,
                    Arguments = arguments,
                });
                break;
        }
    }

    private static FieldTable QueueArguments(DeterministicRandom random)
    {
        FieldTable table = random.Next(20) == 0 ? RandomValues.Table(random) : [];
        for (int count = random.Next(4); count > 0; count--)
        {
            (string name, object? value) = random.Next(12) switch
            {
                0 => ("x-message-ttl", random.Next(3) * 100),
                1 => ("x-expires", 1 + random.Next(2000)),
                2 => ("x-max-length", random.Next(4)),
                3 => ("x-max-length-bytes", random.Next(200)),
                4 => ("x-max-priority", 1 + random.Next(20)),
                5 => ("x-overflow", random.Pick(Overflows)),
                6 => ("x-single-active-consumer", true),
                7 => ("x-dead-letter-exchange", random.Pick(Exchanges)),
                8 => ("x-dead-letter-routing-key", random.Pick(Keys)),
                9 => ("x-delivery-limit", random.Next(3)),
                10 => ("x-dead-letter-strategy", "at-least-once"),
                _ => ("x-queue-type", (object?)random.Pick(QueueTypes)),
            };
            table[name] = value;
        }

        return table;
    }

    private static void WriteConsuming(ArrayBufferWriter<byte> output, ushort channel, DeterministicRandom random)
    {
        ulong tag = random.Next(20) == 0 ? random.NextUInt64() : (ulong)random.Next(8);
        bool multiple = random.Next(3) == 0;
        bool requeue = random.NextBoolean();
        switch (random.Next(9))
        {
            case 0 or 1:
                FrameWriter.WriteMethod(output, channel, new BasicConsume
                {
                    Queue = random.Pick(Queues),
                    ConsumerTag = random.Pick(Tags),
                    NoAck = requeue,
                    Exclusive = random.Next(8) == 0,
                    NoWait = random.Next(8) == 0,
                    Arguments = multiple ? new FieldTable { ["x-priority"] = random.Next(3), ["x-stream-offset"] = "first" } : [],
                });
                break;
            case 2:
                FrameWriter.WriteMethod(output, channel, new BasicGet { Queue = random.Pick(Queues), NoAck = requeue });
                break;
            case 3:
                FrameWriter.WriteMethod(output, channel, new BasicAck { DeliveryTag = tag, Multiple = multiple });
                break;
            case 4:
                FrameWriter.WriteMethod(output, channel, new BasicNack { DeliveryTag = tag, Multiple = multiple, Requeue = requeue });
                break;
            case 5:
                FrameWriter.WriteMethod(output, channel, new BasicReject { DeliveryTag = tag, Requeue = requeue });
                break;
            case 6:
                FrameWriter.WriteMethod(output, channel, new BasicCancel { ConsumerTag = random.Pick(Tags), NoWait = requeue });
                break;
            case 7:
                FrameWriter.WriteMethod(output, channel, new BasicRecover { Requeue = random.Next(8) > 0 });
                break;
            default:
                FrameWriter.WriteMethod(output, channel, new BasicQos { PrefetchCount = (ushort)random.Next(4), Global = multiple });
                break;
        }
    }

    private static void WriteRest(ArrayBufferWriter<byte> output, ushort channel, DeterministicRandom random)
    {
        switch (random.Next(12))
        {
            case 0:
                FrameWriter.WriteMethod(output, channel, new ConfirmSelect { NoWait = random.NextBoolean() });
                break;
            case 1 or 2:
                FrameWriter.WriteMethod(output, channel, new TxSelect());
                break;
            case 3:
                FrameWriter.WriteMethod(output, channel, new TxCommit());
                break;
            case 4:
                FrameWriter.WriteMethod(output, channel, new TxRollback());
                break;
            case 5:
                FrameWriter.WriteMethod(output, channel, new ChannelOpen());
                break;
            case 6:
                FrameWriter.WriteMethod(output, channel, new ChannelClose { ReplyText = "enough" });
                break;
            case 7:
                FrameWriter.WriteMethod(output, channel, new ChannelCloseOk());
                break;
            case 8:
                FrameWriter.WriteHeartbeat(output);
                break;
            case 9:
                FrameWriter.WriteMethod(output, channel, new QueuePurge { Queue = random.Pick(Queues) });
                break;
            case 10:
                FrameWriter.WriteMethod(output, 0, new ConnectionUpdateSecret { NewSecret = "guest", Reason = "why not" });
                break;
            default:
                WriteAny(output, random.Next(4) == 0 ? (ushort)0 : channel, random.Pick(Payloads));
                break;
        }
    }

    // Also what only a server says.
    private static void WriteAny(ArrayBufferWriter<byte> output, ushort channel, ReadOnlySpan<byte> payload)
    {
        output.Write<byte>([(byte)FrameType.Method, (byte)(channel >> 8), (byte)channel, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length]);
        output.Write(payload);
        output.Write<byte>([FrameFormat.EndOctet]);
    }

    private static void WriteMessage(ArrayBufferWriter<byte> output, ushort channel, DeterministicRandom random)
    {
        byte[] body = new byte[random.Next(10) == 0 ? random.Next(LargestBody) : random.Next(50)];
        BasicProperties properties = random.Next(6) switch
        {
            0 => new BasicProperties { ReplyTo = random.Pick(Replies), CorrelationId = "1" },
            1 => new BasicProperties { Expiration = $"{random.Next(3) * 50}", DeliveryMode = DeliveryMode.Persistent },
            2 => new BasicProperties
            {
                Headers = new FieldTable { ["CC"] = Keys(random), ["BCC"] = Keys(random), ["x-delay"] = random.Next(300), ["a"] = 1 },
                Priority = (byte)random.Next(30),
            },
            3 => RandomValues.Properties(random),
            _ => BasicProperties.Empty,
        };
        FrameWriter.WriteMethod(output, channel, new BasicPublish
        {
            Exchange = random.NextBoolean() ? "" : random.Pick(Exchanges),
            RoutingKey = random.Pick(ConversationFrames.Keys),
            Mandatory = random.Next(3) == 0,
            Immediate = random.Next(60) == 0,
        });
        FrameWriter.WriteHeader(output, channel, random.Next(40) == 0 ? random.NextUInt64() : (ulong)body.Length, properties);
        if (random.Next(30) > 0)
        {
            FrameWriter.WriteBody(output, channel, body, FrameMax);
        }

        static List<object?> Keys(DeterministicRandom random) =>
            [.. Enumerable.Range(0, random.Next(3)).Select(_ => (object?)random.Pick(ConversationFrames.Keys))];
    }
}
