using System.Buffers;

namespace TypedAmqp.Protocol.Tests.Frames;

public sealed class FrameReaderTests : IDisposable
{
    private readonly FrameScratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void EveryPlaceToCutGivesTheSameFrames()
    {
        byte[] octets = Conversation();
        for (int first = 0; first <= octets.Length; first++)
        {
            for (int second = first; second <= octets.Length; second++)
            {
                AssertConversation(Segments.Cut(octets, first, second));
            }
        }

        AssertConversation(Segments.OneByOne(octets));
        AssertConversation(new ReadOnlySequence<byte>(octets));
    }

    private static byte[] Conversation()
    {
        ArrayBufferWriter<byte> output = new();
        FrameWriter.WriteMethod(output, 1, new BasicPublish { Exchange = "orders", RoutingKey = "a.b"u8, Mandatory = true });
        FrameWriter.WriteHeader(output, 1, 5, new BasicProperties { ContentType = "text/plain", DeliveryMode = DeliveryMode.Persistent });
        FrameWriter.WriteBody(output, 1, "hello"u8, 4096);
        FrameWriter.WriteHeartbeat(output);
        return output.WrittenSpan.ToArray();
    }

    private void AssertConversation(in ReadOnlySequence<byte> buffer)
    {
        FrameReader reader = new(buffer, 4096, _scratch);
        Assert.True(reader.TryRead(out Frame frame));
        Assert.Equal((FrameType.Method, 1), (frame.Type, frame.Channel));
        Assert.Equal(MethodId.BasicPublish, Method.ReadId(frame.Payload));
        BasicPublish publish = BasicPublish.Read(frame.Payload[Method.IdSize..]);
        Assert.Equal(("orders", "a.b", true, false), (publish.Exchange.ToString(), publish.RoutingKey.ToString(), publish.Mandatory, publish.Immediate));

        Assert.True(reader.TryRead(out frame));
        Assert.Equal((FrameType.Header, 1), (frame.Type, frame.Channel));
        ContentHeader header = ContentHeader.Read(frame.Payload);
        Assert.Equal((60, 0, 5UL), (header.ClassId, header.Weight, header.BodySize));
        Assert.Equal(("text/plain", DeliveryMode.Persistent), (header.Properties.ContentType.ToString(), header.Properties.DeliveryMode));

        Assert.True(reader.TryRead(out frame));
        Assert.Equal((FrameType.Body, 1, 5), (frame.Type, frame.Channel, frame.Length));
        byte[] body = new byte[5];
        frame.CopyTo(body);
        Assert.Equal("hello"u8, body);
        if (frame.Offset >= 0)
        {
            Assert.Equal("hello"u8, reader.Segment.Span.Slice(frame.Offset, frame.Length));
        }

        Assert.True(reader.TryRead(out frame));
        Assert.Equal((FrameType.Heartbeat, 0, 0), (frame.Type, frame.Channel, frame.Length));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(0, buffer.Slice(reader.Consumed).Length);
    }
}
