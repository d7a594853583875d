using System.Buffers;
using TypedAmqp.Fuzzing.Input;

namespace TypedAmqp.Protocol.Tests.Frames;

/// <summary>Frames wherever a buffer may be cut, and wherever it may end.</summary>
public sealed class FrameSplitTests : IDisposable
{
    private const int FrameMax = 4096;
    private readonly FrameScratch _scratch = new();

    public static TheoryData<string> MethodNames => [.. Golden.Methods.Keys];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void AMethodReadsTheSameHoweverItIsCut(string name)
    {
        byte[] payload = Golden.Methods[name];
        byte[] octets = Frame(FrameType.Method, 0x0102, payload);
        for (int place = 0; place <= octets.Length; place++)
        {
            AssertFrame(Segments.Cut(octets, place), FrameType.Method, payload);
        }

        AssertFrame(Segments.OneByOne(octets), FrameType.Method, payload);
    }

    [Theory]
    [InlineData(FrameType.Header)]
    [InlineData(FrameType.Body)]
    public void ContentReadsTheSameHoweverItIsCut(FrameType type)
    {
        byte[] payload = [.. Enumerable.Range(0, 60).Select(static i => (byte)i)];
        byte[] octets = Frame(type, 0x0102, payload);
        for (int first = 0; first <= octets.Length; first++)
        {
            for (int second = first; second <= octets.Length; second++)
            {
                AssertFrame(Segments.Cut(octets, first, second), type, payload);
            }
        }

        AssertFrame(Segments.OneByOne(octets), type, payload);
    }

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void AFrameThatIsNotAllThereIsNotRead(string name)
    {
        byte[] first = Frame(FrameType.Heartbeat, 0, []);
        byte[] octets = [.. first, .. Frame(FrameType.Method, 1, Golden.Methods[name])];
        for (int length = first.Length; length < octets.Length; length++)
        {
            AssertIncomplete(new ReadOnlySequence<byte>(octets, 0, length), first.Length);
            AssertIncomplete(Segments.OneByOne(octets.AsMemory(0, length)), first.Length);
        }
    }

    [Fact]
    public void AnEmptyBufferHasNoFrame()
    {
        FrameReader reader = new(ReadOnlySequence<byte>.Empty, FrameMax, _scratch);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(ReadOnlySequence<byte>.Empty.Start, reader.Consumed);
    }

    [Fact]
    public void EmptySegmentsAreSkipped()
    {
        byte[] octets = [.. Frame(FrameType.Heartbeat, 0, []), .. Frame(FrameType.Heartbeat, 0, [])];
        FrameReader reader = new(Segments.Cut(octets, 0, 0, 8, 8, 8, 16, 16), FrameMax, _scratch);
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void TheReaderSaysWhereAFrameLies()
    {
        byte[] octets = [.. Frame(FrameType.Body, 1, "one"u8), .. Frame(FrameType.Body, 1, "two"u8), .. Frame(FrameType.Body, 1, "six"u8)];
        FrameReader reader = new(Segments.Cut(octets, 15), FrameMax, _scratch);
        Assert.True(reader.TryRead(out Frame frame));
        Assert.Equal("one"u8, reader.Segment.Span.Slice(frame.Offset, frame.Length));
        Assert.Equal(FrameFormat.HeaderSize, frame.Offset);

        // Cut within its header: not in one piece.
        Assert.True(reader.TryRead(out frame));
        Assert.True(frame.Offset < 0 && frame.IsContiguous);
        Assert.Equal("two"u8, frame.Payload);

        Assert.True(reader.TryRead(out frame));
        Assert.Equal("six"u8, reader.Segment.Span.Slice(frame.Offset, frame.Length));
    }

    [Fact]
    public void ASplitBodyIsReadAsASequence()
    {
        byte[] octets = Frame(FrameType.Body, 1, "hello"u8);
        FrameReader reader = new(Segments.Cut(octets, 9, 10), FrameMax, _scratch);
        Assert.True(reader.TryRead(out Frame frame));
        Assert.False(frame.IsContiguous);
        Assert.Equal("hello"u8, frame.SplitPayload.ToArray());
        InvalidOperationException? exception = null;
        try
        {
            _ = frame.Payload;
        }
        catch (InvalidOperationException caught)
        {
            exception = caught;
        }

        Assert.Contains("split", exception?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheScratchGrowsWithWhatIsSplit()
    {
        foreach (int size in (int[])[10, 4000, 100, 100_000, 1])
        {
            byte[] payload = new DeterministicRandom((ulong)size).NextOctets(size);
            byte[] octets = Frame(FrameType.Header, 0x0102, payload);
            FrameReader reader = new(Segments.Cut(octets, FrameFormat.HeaderSize, FrameFormat.HeaderSize + (size / 2)), 0, _scratch);
            Assert.True(reader.TryRead(out Frame frame));
            Assert.True(frame.IsContiguous);
            Assert.Equal(payload, frame.Payload);
        }
    }

    private static byte[] Frame(FrameType type, ushort channel, ReadOnlySpan<byte> payload) =>
    [
        (byte)type, (byte)(channel >> 8), (byte)channel,
        (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length,
        .. payload, FrameFormat.EndOctet,
    ];

    private void AssertFrame(in ReadOnlySequence<byte> buffer, FrameType type, byte[] payload)
    {
        FrameReader reader = new(buffer, FrameMax, _scratch);
        Assert.True(reader.TryRead(out Frame frame));
        Assert.Equal((type, 0x0102, payload.Length), (frame.Type, frame.Channel, frame.Length));
        byte[] copy = new byte[frame.Length];
        frame.CopyTo(copy);
        Assert.Equal(payload, copy);
        if (frame.IsContiguous || type != FrameType.Body)
        {
            Assert.Equal(payload, frame.Payload);
        }

        Assert.Equal(0, buffer.Slice(reader.Consumed).Length);
        Assert.False(reader.TryRead(out _));
    }

    private void AssertIncomplete(in ReadOnlySequence<byte> buffer, int consumed)
    {
        FrameReader reader = new(buffer, FrameMax, _scratch);
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Equal(consumed, buffer.Slice(0, reader.Consumed).Length);
    }
}
