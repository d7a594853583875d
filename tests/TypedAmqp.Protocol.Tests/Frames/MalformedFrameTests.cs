using System.Buffers;
using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Protocol.Tests.Frames;

public sealed class MalformedFrameTests : IDisposable
{
    private const int FrameMax = 4096;
    private readonly FrameScratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void OnlyFourTypesAreKnown()
    {
        for (int type = 0; type < 256; type++)
        {
            byte[] octets = [(byte)type, 0, 0, 0, 0, 0, 0, FrameFormat.EndOctet];
            if (type is 1 or 2 or 3 or 8)
            {
                FrameReader reader = new(new ReadOnlySequence<byte>(octets), FrameMax, _scratch);
                Assert.True(reader.TryRead(out Frame frame));
                Assert.Equal((FrameType)type, frame.Type);
            }
            else
            {
                AssertRefused(octets, $"FRAME_ERROR - unknown frame type {type}");
            }
        }
    }

    [Theory]
    [InlineData("01000100001001")]
    [InlineData("0100017FFFFFFF")]
    [InlineData("010001FFFFFFFF")]
    [InlineData("030001FFFFFFFF0000")]
    public void ASizeIsRefusedBeforeThePayloadIsThere(string header) =>
        AssertRefused(Convert.FromHexString(header), "FRAME_ERROR - payload of ");

    [Fact]
    public void APayloadOfTheLimitItselfPasses()
    {
        // RabbitMQ has this tolerance: there are clients that do not count the octets around the payload.
        byte[] octets = [3, 0, 1, 0, 0, 0x10, 0, .. new byte[FrameMax], FrameFormat.EndOctet];
        FrameReader reader = new(new ReadOnlySequence<byte>(octets), FrameMax, _scratch);
        Assert.True(reader.TryRead(out Frame frame));
        Assert.Equal(FrameMax, frame.Length);
    }

    [Fact]
    public void WithoutALimitALargeFramePasses()
    {
        byte[] octets = [3, 0, 1, 0, 0x10, 0, 0, .. new byte[0x100000], FrameFormat.EndOctet];
        FrameReader reader = new(new ReadOnlySequence<byte>(octets), frameMax: 0, _scratch);
        Assert.True(reader.TryRead(out Frame frame));
        Assert.Equal(0x100000, frame.Length);
        AssertRefused([3, 0, 1, 0x80, 0, 0, 0, 0], "FRAME_ERROR - payload of 2147483648 octets", frameMax: 0);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xCD)]
    [InlineData(0xFF)]
    public void AWrongEndIsRefused(byte end) =>
        AssertRefused([1, 0, 1, 0, 0, 0, 4, 0, 10, 0, 51, end], $"FRAME_ERROR - frame ends with octet {end}, not 206");

    [Fact]
    public void AHeartbeatIsEmpty() => AssertRefused([8, 0, 0, 0, 0, 0, 1, 0, FrameFormat.EndOctet], "FRAME_ERROR - a heartbeat with a payload");

    [Fact]
    public void FramesBeforeAMalformedOneAreRead()
    {
        byte[] octets = [8, 0, 0, 0, 0, 0, 0, FrameFormat.EndOctet, 7, 0, 0, 0, 0, 0, 0, FrameFormat.EndOctet];
        FrameReader reader = new(new ReadOnlySequence<byte>(octets), FrameMax, _scratch);
        Assert.True(reader.TryRead(out Frame frame));
        Assert.Equal(FrameType.Heartbeat, frame.Type);
        AssertRefused(octets[8..], "FRAME_ERROR - unknown frame type 7");
    }

    // In one piece and in as many as there are octets.
    private void AssertRefused(byte[] octets, string message, int frameMax = FrameMax)
    {
        foreach (ReadOnlySequence<byte> buffer in (ReadOnlySequence<byte>[])[new(octets), Segments.OneByOne(octets)])
        {
            AmqpConnectionException exception = Assert.Throws<AmqpConnectionException>(() =>
            {
                FrameReader reader = new(buffer, frameMax, _scratch);
                reader.TryRead(out _);
            });
            Assert.Equal(ReplyCode.FrameError, exception.ReplyCode);
            Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        }
    }
}
