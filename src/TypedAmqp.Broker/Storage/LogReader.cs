using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>
/// Reads the messages of one queue from the log. As long as the next one lies not far behind the last, it reads more and more ahead; a queue whose messages lie among many others reads them one by one. Guarded by the
/// lock of the queue.
/// </summary>
internal sealed class LogReader(CommitLog log, MemoryGauge memory)
{
    private const int MostAhead = 128 * 1024;

    // A message that begins within so many octets of the last one is worth having been read with it.
    private const int Near = 16 * 1024;

    private byte[] _buffer = [];
    private LogPlace _start;
    private int _count;
    private int _ahead;

    /// <summary>The octets of a message, valid until the next is read.</summary>
    /// <param name="place">Its name.</param>
    /// <param name="length">Its octets.</param>
    /// <exception cref="IOException">It cannot be read, or is damaged.</exception>
    public ReadOnlySpan<byte> Read(LogPlace place, int length)
    {
        int needed = RecordFormat.HeadSize + length + RecordFormat.TransactionSize;
        int from = place.Offset - _start.Offset;
        bool isInBuffer = place.Segment == _start.Segment && from >= 0;
        if (!isInBuffer || !RecordFormat.IsValid(_buffer.AsSpan(0, _count)[Math.Min(from, _count)..], place, out _))
        {
            _ahead = isInBuffer && from <= _count + Near ? Math.Min(Math.Max(_ahead * 2, Near), MostAhead) : 0;
            Fill(place, Math.Max(needed, _ahead));
            from = 0;
            if (!RecordFormat.IsValid(_buffer.AsSpan(0, _count), place, out _))
            {
                throw new IOException($"The message at octet {place.Offset} of {LogSegment.LogNameOf(place.Segment)} in {log.Folder} is damaged.");
            }
        }

        return _buffer.AsSpan(from + RecordFormat.HeadSize, length);
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

        _start = default;
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
        _count = log.Read(place, _buffer.AsSpan(0, octets));
    }
}
