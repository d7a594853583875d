using System.Buffers;
using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Conversations;

/// <summary>
/// Everything that a client says over one connection, from the protocol header to its end: in order as far as grammar goes, then spoilt.
/// </summary>
internal static class Conversation
{
    private const int MostFrames = 24;

    private static readonly string[] Mechanisms = ["PLAIN", "AMQPLAIN", "EXTERNAL", ""];

    /// <summary>The octets of a conversation.</summary>
    public static byte[] Create(DeterministicRandom random)
    {
        ArrayBufferWriter<byte> output = new();
        WriteHandshake(output, random);
        int handshake = random.Next(8) == 0 ? 0 : output.WrittenCount;
        for (int count = random.Next(MostFrames); count > 0; count--)
        {
            ConversationFrames.Write(output, random);
        }

        if (random.Next(4) == 0)
        {
            FrameWriter.WriteMethod(output, 0, new ConnectionClose { ReplyCode = (ReplyCode)200, ReplyText = "bye" });
        }

        // Mostly behind the handshake, where there is more to go wrong.
        byte[] octets = output.WrittenSpan.ToArray();
        return random.Next(4) == 0 ? octets : [.. octets.AsSpan(0, handshake), .. Mutation.Apply(octets[handshake..], random)];
    }

    private static void WriteHandshake(ArrayBufferWriter<byte> output, DeterministicRandom random)
    {
        bool isOdd = random.Next(12) == 0;
        FieldTable capabilities = new()
        {
            ["consumer_cancel_notify"] = random.NextBoolean(),
            ["connection.blocked"] = random.NextBoolean(),
            ["authentication_failure_close"] = random.NextBoolean(),
        };
        FieldTable properties = isOdd ? RandomValues.Table(random) : new FieldTable { ["capabilities"] = capabilities };
        output.Write(ProtocolHeader.Octets);
        FrameWriter.WriteMethod(output, 0, new ConnectionStartOk
        {
            ClientProperties = properties,
            Mechanism = isOdd ? random.Pick(Mechanisms) : "PLAIN",
            Response = isOdd && random.NextBoolean() ? RandomValues.ShortString(random) : "\0guest\0guest",
            Locale = "en_US",
        });
        FrameWriter.WriteMethod(output, 0, new ConnectionTuneOk
        {
            ChannelMax = (ushort)(isOdd ? random.NextUInt64() : 100),
            FrameMax = isOdd ? (uint)random.NextUInt64() : (uint)(4096 << random.Next(6)),
            Heartbeat = (ushort)random.Next(3),
        });
        FrameWriter.WriteMethod(output, 0, new ConnectionOpen { VirtualHost = random.Next(8) == 0 ? "other" : "/" });
        for (ushort channel = 1; channel < ConversationFrames.Channels; channel++)
        {
            FrameWriter.WriteMethod(output, channel, new ChannelOpen());
        }
    }
}
