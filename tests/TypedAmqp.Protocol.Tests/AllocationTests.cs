using System.Buffers;

namespace TypedAmqp.Protocol.Tests;

/// <summary>Reading a delivery and writing a publish allocate nothing.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1000;
    private static readonly byte[] Body = [.. "0123456789abcdef"u8];

    [Fact]
    public void ReadingAllocatesNothing()
    {
        ArrayBufferWriter<byte> output = new();
        WriteMessage(
            output,
            new BasicProperties { DeliveryMode = DeliveryMode.Persistent, Type = "order.placed", Headers = new FieldTable { ["a"] = 1 } }.Encode());
        ReadOnlySequence<byte> whole = new(output.WrittenMemory);

        // Cut within the method and within the body: the slow path does not allocate either, once the scratch has its memory.
        ReadOnlySequence<byte> cut = Fuzzing.Input.Segments.Cut(output.WrittenMemory, 20, output.WrittenCount - 10);
        using FrameScratch scratch = new();
        AssertAllocatesNothing(() => ReadAll(whole, scratch));
        AssertAllocatesNothing(() => ReadAll(cut, scratch));
    }

    [Fact]
    public void WritingAllocatesNothing()
    {
        ArrayBufferWriter<byte> output = new(4096);
        byte[] properties = new BasicProperties { DeliveryMode = DeliveryMode.Persistent }.Encode();
        AssertAllocatesNothing(() =>
        {
            output.ResetWrittenCount();
            WriteMessage(output, properties);
        });
    }

    [Fact]
    public void WritingPropertiesAllocatesNothing()
    {
        ArrayBufferWriter<byte> output = new(4096);
        BasicProperties properties = new() { ContentType = "application/json", DeliveryMode = DeliveryMode.Persistent, MessageId = "m-1" };
        AssertAllocatesNothing(() =>
        {
            output.ResetWrittenCount();
            FrameWriter.WriteHeader(output, 1, 16, properties);
        });
    }

    private static void WriteMessage(ArrayBufferWriter<byte> output, byte[] properties)
    {
        FrameWriter.WriteMethod(output, 1, new BasicPublish { Exchange = "orders"u8, RoutingKey = "order.eu.placed"u8, Mandatory = true });
        FrameWriter.WriteHeader(output, 1, (ulong)Body.Length, new BasicPropertiesView(properties));
        FrameWriter.WriteBody(output, 1, Body, 4096);
        FrameWriter.WriteMethod(
            output, 1, new BasicDeliver { ConsumerTag = "ctag1"u8, DeliveryTag = 7, Exchange = "orders"u8, RoutingKey = "a.b"u8 });
        FrameWriter.WriteMethod(output, 1, new BasicAck { DeliveryTag = 7 });
        FrameWriter.WriteHeartbeat(output);
    }

    private static void ReadAll(in ReadOnlySequence<byte> buffer, FrameScratch scratch)
    {
        FrameReader reader = new(buffer, 4096, scratch);
        int frames = 0;
        while (reader.TryRead(out Frame frame))
        {
            frames += frame.Type switch
            {
                FrameType.Method => ReadMethod(frame.Payload),
                FrameType.Header => ReadHeader(frame.Payload),
                _ => 1,
            };
        }

        Assert.True(frames == 6);
    }

    private static int ReadMethod(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> arguments = payload[Method.IdSize..];
        return Method.ReadId(payload) switch
        {
            MethodId.BasicPublish => BasicPublish.Read(arguments).Mandatory ? 1 : 0,
            MethodId.BasicDeliver => BasicDeliver.Read(arguments).ConsumerTag.Octets.SequenceEqual("ctag1"u8) ? 1 : 0,
            MethodId.BasicAck => BasicAck.Read(arguments).DeliveryTag == 7 ? 1 : 0,
            _ => 0,
        };
    }

    private static int ReadHeader(ReadOnlySpan<byte> payload)
    {
        BasicPropertiesView properties = ContentHeader.Read(payload).Properties;
        properties.Validate();
        return properties.Type.Octets.SequenceEqual("order.placed"u8) && properties.Headers.TryGet("a"u8, out _) ? 1 : 0;
    }

    private static void AssertAllocatesNothing(Action action)
    {
        for (int i = 0; i < Rounds; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
