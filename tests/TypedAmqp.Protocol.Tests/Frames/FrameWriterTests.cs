using System.Buffers;
using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Protocol.Tests.Frames;

public sealed class FrameWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void TheProtocolHeaderIsThatOfTheSpecification() =>
        Assert.Equal("414D515000000901", Convert.ToHexString(ProtocolHeader.Octets));

    [Fact]
    public void AHeartbeat()
    {
        FrameWriter.WriteHeartbeat(_output);
        AssertWritten("08000000000000CE");
    }

    [Fact]
    public void AMethod()
    {
        FrameWriter.WriteMethod(_output, 0x0102, new QueuePurgeOk { MessageCount = 3 });
        AssertWritten("010102000000080032001F00000003CE");
    }

    [Fact]
    public void AMethodIntoMemoryOfItsSize()
    {
        QueuePurgeOk method = new() { MessageCount = 3 };
        byte[] frame = new byte[FrameWriter.SizeOfMethod(in method)];
        frame.AsSpan().Fill(0xAA);
        FrameWriter.WriteMethod(frame, 0x0102, in method);
        Assert.Equal("010102000000080032001F00000003CE", Convert.ToHexString(frame));
    }

    [Fact]
    public void AHeader()
    {
        FrameWriter.WriteHeader(_output, 1, 0x0102030405060708, new BasicProperties { DeliveryMode = DeliveryMode.Persistent, Priority = 3 });
        AssertWritten("02000100000010003C00000102030405060708" + "1800" + "0203" + "CE");
    }

    [Fact]
    public void AHeaderOfOctets()
    {
        FrameWriter.WriteHeader(_output, 1, 5, new BasicPropertiesView([0x08, 0, 3]));
        AssertWritten("0200010000000F003C00000000000000000005" + "080003" + "CE");
    }

    [Fact]
    public void AHeaderWithoutProperties()
    {
        FrameWriter.WriteHeader(_output, 1, 5, default(BasicPropertiesView));
        FrameWriter.WriteHeader(_output, 1, 5, BasicProperties.Empty);
        const string Header = "0200010000000E003C000000000000000000050000CE";
        AssertWritten(Header + Header);
    }

    [Fact]
    public void AnEmptyBodyNeedsNoFrame()
    {
        FrameWriter.WriteBody(_output, 1, [], 4096);
        FrameWriter.WriteBody(_output, 1, ReadOnlySequence<byte>.Empty, 4096);
        Assert.Equal(0, _output.WrittenCount);
    }

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(4088, 4096)]
    [InlineData(4089, 4096)]
    [InlineData(8176, 4096)]
    [InlineData(20_000, 4096)]
    [InlineData(20_000, 0)]
    public void ABodyFillsItsFrames(int length, int frameMax)
    {
        byte[] body = new DeterministicRandom(1).NextOctets(length);
        FrameWriter.WriteBody(_output, 7, body, frameMax);
        AssertBody(body, frameMax);
        _output.ResetWrittenCount();
        FrameWriter.WriteBody(_output, 7, Segments.Cut(body, length / 3, length / 2), frameMax);
        AssertBody(body, frameMax);
    }

    [Fact]
    public void WhatCannotBeWrittenLeavesNothingBehind()
    {
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteHeader(_output, 1, 0, new BasicProperties { Type = new string('x', 256) }));
        FieldTable tooDeep = [];
        tooDeep["self"] = tooDeep;
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteHeader(_output, 1, 0, new BasicProperties { Headers = tooDeep }));
        Assert.Throws<ArgumentException>(() => FrameWriter.WriteMethod(_output, 1, new QueueDeclare { Arguments = tooDeep }));
        Assert.Equal(0, _output.WrittenCount);
    }

    private void AssertWritten(string hex) => Assert.Equal(hex, Convert.ToHexString(_output.WrittenSpan));

    private void AssertBody(byte[] body, int frameMax)
    {
        using FrameScratch scratch = new();
        FrameReader reader = new(new ReadOnlySequence<byte>(_output.WrittenMemory), frameMax, scratch);
        int max = FrameFormat.MaxPayload(frameMax);
        List<byte> read = [];
        while (reader.TryRead(out Frame frame))
        {
            Assert.Equal((FrameType.Body, 7), (frame.Type, frame.Channel));
            Assert.Equal(Math.Min(max, body.Length - read.Count), frame.Length);
            read.AddRange(frame.Payload);
        }

        Assert.Equal(body, read);
    }
}
