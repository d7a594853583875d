using System.Buffers;
using TypedAmqp.Fuzzing.Input;
using TypedAmqp.Protocol;

namespace TypedAmqp.Fuzzing.Targets;

/// <summary>The frame reader: the same octets must give the same frames, or the same refusal, however they are cut.</summary>
internal sealed class FrameTarget : FuzzTarget
{
    private const int FrameMax = 4096;

    public override string Name => "frames";

    public override byte[] Generate(DeterministicRandom random)
    {
        ArrayBufferWriter<byte> output = new();
        for (int count = 1 + random.Next(4); count > 0; count--)
        {
            ushort channel = (ushort)random.Next(3);
            switch (random.Next(4))
            {
                case 0:
                    FrameWriter.WriteMethod(output, channel, new BasicPublish { Exchange = "e"u8, RoutingKey = RandomValues.ShortString(random) });
                    break;
                case 1:
                    FrameWriter.WriteHeader(output, channel, random.NextUInt64(), RandomValues.Properties(random));
                    break;
                case 2:
                    FrameWriter.WriteBody(output, channel, random.NextOctets(random.Next(6000)), FrameMax);
                    break;
                default:
                    FrameWriter.WriteHeartbeat(output);
                    break;
            }
        }

        return output.WrittenSpan.ToArray();
    }

    public override void Run(byte[] octets, DeterministicRandom random)
    {
        string whole = Transcribe(new ReadOnlySequence<byte>(octets));
        string cut = Transcribe(Segments.Random(octets, random));
        Require(whole == cut, $"In one piece: {whole}\nIn several:   {cut}");
        if (whole.EndsWith('!'))
        {
            throw new AmqpConnectionException(ReplyCode.FrameError, whole);
        }
    }

    private static string Transcribe(in ReadOnlySequence<byte> buffer)
    {
        using FrameScratch scratch = new();
        FrameReader reader = new(buffer, FrameMax, scratch);
        List<string> frames = [];
        try
        {
            while (reader.TryRead(out Frame frame))
            {
                byte[] payload = new byte[frame.Length];
                frame.CopyTo(payload);
                Require(
                    frame.Offset < 0 || reader.Segment.Span.Slice(frame.Offset, frame.Length).SequenceEqual(payload),
                    "The payload is not where its offset says.");
                frames.Add($"{frame.Type} {frame.Channel} {Convert.ToHexString(payload)}");
            }

            long consumed = buffer.Slice(0, reader.Consumed).Length;
            return string.Join(", ", frames) + $", {consumed} octets";
        }
        catch (AmqpConnectionException exception)
        {
            return string.Join(", ", frames) + ", " + exception.Message + "!";
        }
    }
}
