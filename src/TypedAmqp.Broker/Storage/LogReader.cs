using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>
/// Reads the messages of one queue from the log. As long as the next one lies not far behind the last, it reads more and more ahead; a queue whose
/// messages lie among many others reads them one by one. Guarded by the lock of the queue.
/// </summary>
internal sealed class LogReader(CommitLog log, MemoryGauge memory)
{
    private const int MostAhead = 128 * 1024;

    // A message that begins within so many octets of the last one is worth having been read with it.
    private const int Near = 16 * 1024;

    private byte[] _buffer = [];
    private LogPlace _start;

    private int _salt;

    // The message that was found to be whole last.
    private LogPlace _valid;

    // The message that was reported last.
    private LogPlace _lost;
    private int _count;
    private int _ahead;

    /// <summary>The octets of a message, valid until the next is read.</summary>
    /// <param name="place">Its name.</param>
    /// <param name="length">Its octets.</param>
    /// <exception cref="IOException">It cannot be read, or is damaged.</exception>
    public ReadOnlySpan<byte> Read(LogPlace place, int length) => CanRead(place, length)
        ? _buffer.AsSpan(place.Offset - _start.Offset + RecordFormat.HeadSize, length)
        : throw new IOException($"The message at octet {place.Offset} of {LogSegment.LogNameOf(place.Segment)} in {log.Folder} is damaged.");

    /// <summary>Looks whether a message can be read; what cannot is reported.</summary>
    public bool CanRead(LogPlace place, int length)
    {
        if (place == _valid || place == _lost)
        {
            return place == _valid;
        }

        int from = place.Offset - _start.Offset;
        bool isNear = place.Segment == _start.Segment && from >= 0 && from <= _count + Near;
        if (!isNear || !RecordFormat.IsValid(_buffer.AsSpan(Math.Min(from, _count), Math.Max(0, _count - from)), place, _salt, out _))
        {
            _ahead = isNear ? Math.Min(Math.Max(_ahead * 2, Near), MostAhead) : 0;
            Fill(place, Math.Max(RecordFormat.HeadSize + length + RecordFormat.TransactionSize, _ahead));
            if (!RecordFormat.IsValid(_buffer.AsSpan(0, _count), place, _salt, out _))
            {
                _lost = place;
                log.Log.LostMessage(LogSegment.LogNameOf(place.Segment), log.PositionOf(place));
                return false;
            }
        }

        _valid = place;
        return true;
    }

    /// <summary>Nothing is to be read for now: gives its memory back.</summary>
    public void Clear()
    {
        if (_buffer.Length > 0)
        {
            memory.Add(-_buffer.Length);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _start = _valid = default;
        _count = _ahead = 0;
    }

    private void Fill(LogPlace place, int octets)
    {
        // One that was needed for a very large message is not kept.
        if (_buffer.Length < octets || _buffer.Length > Math.Max(octets, MostAhead) * 2)
        {
            int ahead = _ahead;
            Clear();
            _ahead = ahead;
            _buffer = ArrayPool<byte>.Shared.Rent(octets);
            memory.Add(_buffer.Length);
        }

        _start = place;
        _valid = default;
        _count = log.Read(place, _buffer.AsSpan(0, octets), out _salt);
    }
}
