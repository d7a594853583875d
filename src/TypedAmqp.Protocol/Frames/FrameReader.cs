using System.Buffers;
using System.Buffers.Binary;

namespace TypedAmqp.Protocol;

/// <summary>
/// Cuts a buffer into frames (section 4.2.3 of the specification). It has no state beyond the buffer: what follows the last complete frame
/// is given again, with more, to the next reader. A frame within one segment costs one load and two comparisons.
/// </summary>
public ref struct FrameReader
{
    private readonly ReadOnlySequence<byte> _buffer;
    private readonly FrameScratch _scratch;
    private readonly uint _maxPayload;

    private ReadOnlyMemory<byte> _segment;
    private ReadOnlySpan<byte> _octets;
    private SequencePosition _segmentStart;
    private SequencePosition _nextSegment;
    private int _position;

    /// <summary>Reads a buffer from its start.</summary>
    /// <param name="buffer">What was received and not consumed yet.</param>
    /// <param name="frameMax">
    /// The greatest size of a whole frame in octets; 0 means no limit. As in RabbitMQ, a payload of that size still passes: there are
    /// clients that do not count the 8 octets around it.
    /// </param>
    /// <param name="scratch">Where a split frame is put together.</param>
    public FrameReader(scoped in ReadOnlySequence<byte> buffer, int frameMax, FrameScratch scratch)
    {
        _buffer = buffer;
        _scratch = scratch;
        _maxPayload = frameMax == 0 ? int.MaxValue - FrameFormat.Overhead : (uint)frameMax;
        MoveTo(buffer.Start);
    }

    /// <summary>The end of the last frame read: what a pipe may forget.</summary>
    public readonly SequencePosition Consumed => _buffer.GetPosition(_position, _segmentStart);

    /// <summary>The part of the buffer that frames are being cut from; see <see cref="Frame.Offset"/>.</summary>
    public readonly ReadOnlyMemory<byte> Segment => _segment;

    /// <summary>Where the next frame begins in <see cref="Segment"/>, in octets.</summary>
    public readonly int Position => _position;

    /// <summary>
    /// The octets that follow, as far as they lie in one piece: for those who cut several frames at once. At the end of a segment it goes on to the
    /// next.
    /// </summary>
    public ReadOnlySpan<byte> Peek()
    {
        if (_position == _octets.Length)
        {
            MoveNext();
        }

        return _octets[_position..];
    }

    /// <summary>Goes past whole frames that the caller has cut from <see cref="Peek"/>.</summary>
    /// <param name="octets">How many octets they are.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer in the segment.</exception>
    public void Skip(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)octets, (uint)(_octets.Length - _position), nameof(octets));
        _position += octets;
    }

    /// <summary>Reads the next frame.</summary>
    /// <param name="frame">The frame, valid until the next one is read and the buffer is given back.</param>
    /// <returns>False when the buffer ends within a frame, or is at its end.</returns>
    /// <exception cref="AmqpConnectionException">
    /// The type is unknown, the size too large, a heartbeat not empty, or the end octet wrong (501). Type and size are checked before the
    /// payload is there.
    /// </exception>
    public bool TryRead(out Frame frame)
    {
        ReadOnlySpan<byte> rest = _octets[_position..];
        if (rest.Length >= FrameFormat.Overhead)
        {
            ulong head = BinaryPrimitives.ReadUInt64BigEndian(rest);
            uint size = (uint)(head >> 8);
            Check((byte)(head >> 56), size);
            if (size <= (uint)(rest.Length - FrameFormat.Overhead))
            {
                CheckEnd(rest[(int)size + FrameFormat.HeaderSize]);
                frame = new Frame(
                    (FrameType)(head >> 56),
                    (ushort)(head >> 40),
                    rest.Slice(FrameFormat.HeaderSize, (int)size),
                    _position + FrameFormat.HeaderSize);
                _position += (int)size + FrameFormat.Overhead;
                return true;
            }
        }

        return TryReadAcross(out frame);
    }

    // The segment ends, either between two frames or within one.
    private bool TryReadAcross(out Frame frame)
    {
        if (_position < _octets.Length)
        {
            return TryReadSplit(out frame);
        }

        if (MoveNext())
        {
            return TryRead(out frame);
        }

        frame = default;
        return false;
    }

    // To the next segment that is not empty.
    private bool MoveNext()
    {
        while (_nextSegment.GetObject() is not null && _buffer.TryGet(ref _nextSegment, out ReadOnlyMemory<byte> _, advance: false))
        {
            MoveTo(_nextSegment);
            if (_octets.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadSplit(out Frame frame)
    {
        frame = default;
        ReadOnlySequence<byte> rest = _buffer.Slice(Consumed);
        if (rest.Length < FrameFormat.HeaderSize)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[FrameFormat.HeaderSize];
        rest.Slice(0, FrameFormat.HeaderSize).CopyTo(header);
        uint size = BinaryPrimitives.ReadUInt32BigEndian(header[3..]);
        Check(header[0], size);
        if (rest.Length < FrameFormat.Overhead + size)
        {
            return false;
        }

        CheckEnd(rest.Slice(FrameFormat.HeaderSize + size).FirstSpan[0]);
        frame = Join((FrameType)header[0], BinaryPrimitives.ReadUInt16BigEndian(header[1..]), rest.Slice(FrameFormat.HeaderSize, size));
        MoveTo(rest.GetPosition(FrameFormat.Overhead + size));
        return true;
    }

    private readonly Frame Join(FrameType type, ushort channel, scoped in ReadOnlySequence<byte> payload)
    {
        if (payload.IsSingleSegment)
        {
            return new Frame(type, channel, payload.FirstSpan, offset: -1);
        }

        if (type != FrameType.Body)
        {
            return new Frame(type, channel, _scratch.Join(payload), offset: -1);
        }

        _scratch.Split = payload;
        return new Frame(type, channel, _scratch);
    }

    private void MoveTo(SequencePosition start)
    {
        _segmentStart = start;
        _nextSegment = start;
        _buffer.TryGet(ref _nextSegment, out _segment);
        _octets = _segment.Span;
        _position = 0;
    }

    private readonly void Check(byte type, uint size)
    {
        const uint Known = (1 << (int)FrameType.Method) | (1 << (int)FrameType.Header) | (1 << (int)FrameType.Body) | (1 << (int)FrameType.Heartbeat);
        if (type > (byte)FrameType.Heartbeat || ((Known >> type) & 1) == 0)
        {
            throw WireError.UnknownFrameType(type);
        }

        if (type == (byte)FrameType.Heartbeat && size > 0)
        {
            throw WireError.HeartbeatWithPayload(size);
        }

        if (size > _maxPayload)
        {
            throw WireError.FrameTooLarge(size, _maxPayload);
        }
    }

    private static void CheckEnd(byte octet)
    {
        if (octet != FrameFormat.EndOctet)
        {
            throw WireError.WrongFrameEnd(octet);
        }
    }
}
