using System.Buffers;

namespace TypedAmqp.Protocol;

/// <summary>
/// A frame within the buffer it was read from (section 2.3.5 of the specification). The payload of a method or header always lies in one
/// piece; that of a body may be split over the segments of the buffer.
/// </summary>
public readonly ref struct Frame
{
    private readonly ReadOnlySpan<byte> _payload;
    private readonly FrameScratch? _split;

    internal Frame(FrameType type, ushort channel, ReadOnlySpan<byte> payload, int offset)
    {
        Type = type;
        Channel = channel;
        _payload = payload;
        Offset = offset;
    }

    internal Frame(FrameType type, ushort channel, FrameScratch split)
    {
        Type = type;
        Channel = channel;
        _split = split;
        Offset = -1;
    }

    /// <summary>What the frame carries: one of the four members, never another value.</summary>
    public FrameType Type { get; }

    /// <summary>The channel; 0 is the connection itself.</summary>
    public ushort Channel { get; }

    /// <summary>
    /// Where the payload begins in <see cref="FrameReader.Segment"/>, in octets; negative when it does not lie there in one piece, in which
    /// case it must be copied to outlive the next frame. The frame's header is the <see cref="FrameFormat.HeaderSize"/> octets before it.
    /// </summary>
    public int Offset { get; }

    /// <summary>Whether the payload lies in one piece: always for methods and headers.</summary>
    public bool IsContiguous => _split is null;

    /// <summary>The octets of the payload.</summary>
    public int Length => _split is null ? _payload.Length : (int)_split.Split.Length;

    /// <summary>The payload, valid until the next frame is read.</summary>
    /// <exception cref="InvalidOperationException">The frame is a body and is split.</exception>
    public ReadOnlySpan<byte> Payload => _split is null ? _payload : throw SplitBody();

    /// <summary>The payload of a split body, valid until the next frame is read; empty when it lies in one piece.</summary>
    public ReadOnlySequence<byte> SplitPayload => _split is null ? default : _split.Split;

    /// <summary>Copies the payload, split or not.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="Length"/>.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (_split is null)
        {
            _payload.CopyTo(destination);
        }
        else
        {
            _split.Split.CopyTo(destination);
        }
    }

    private static InvalidOperationException SplitBody() =>
        new($"The body is split over segments: look at {nameof(IsContiguous)}, then use {nameof(CopyTo)} or {nameof(SplitPayload)}.");
}
