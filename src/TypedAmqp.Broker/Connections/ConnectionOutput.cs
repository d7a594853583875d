using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// The sending half of a connection. Everyone who has something for the peer writes into it under <see cref="Gate"/>, the innermost lock of the
/// broker: nothing else is taken while it is held. Writing never blocks. Whoever was the first to write since the last flush owes the next one, at
/// the end of its turn.
/// <para>
/// While the transport flushes, nobody touches its writer: what comes then waits in a buffer of our own. Deliveries stop when the transport does not
/// keep up; their consumers wait, and are resumed when a flush has ended.
/// </para>
/// </summary>
internal sealed partial class ConnectionOutput : IBufferWriter<byte>
{
    // Octets between two flushes after which consumers have to wait: large enough that the transport always has work while the next part is written.
    private const int DeliveryLimit = 256 * 1024;

    private const int SmallestBlock = 512;

    // Replies (and returned messages) that a peer may leave unread before the broker stops reading from it.
    public const int ReplyLimit = 1024 * 1024;

    private readonly PipeWriter _transport;
    private readonly OctetBuffer _overflow = new();

    // The part of the transport's (or the overflow's) memory that is being filled: _start is where the uncommitted octets begin.
    private byte[] _block = [];
    private int _start;
    private int _position;
    private int _limit;
    private bool _blockIsOverflow;

    private int _unflushed;
    private long _committed;
    private long _flushes;
    private bool _isFlushing;
    private bool _isCongested;
    private bool _isClosed;

    public ConnectionOutput(PipeWriter transport)
    {
        _transport = transport;
        _onFlushed = OnFlushed;
    }

    /// <summary>The leaf lock. It also guards the delivery state of the connection's channels and consumers.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Largest frame to be sent, in octets, all of it counted.</summary>
    public int FrameMax { get; set; } = 4096;

    /// <summary>Somebody is going to flush at the end of its turn.</summary>
    public bool IsFlushOwed { get; set; }

    /// <summary>Octets went out since this was last cleared; so no heartbeat is due.</summary>
    public bool HasWritten { get; set; }

    /// <summary>Whether consumers of this connection may be sent more now.</summary>
    public bool HasRoom => !_isCongested && !_isClosed && _unflushed + _position - _start < DeliveryLimit;

    /// <summary>The peer leaves so much unread that it has to be waited for.</summary>
    public bool IsBackedUp => _isCongested && _overflow.Count + _position - _start > ReplyLimit && !_isClosed;

    /// <summary>How often the peer has taken what was flushed.</summary>
    public long Flushes => Volatile.Read(ref _flushes);

    /// <summary>All that was ever written, in octets.</summary>
    public long Written => _committed + _position - _start;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_limit - _position <= sizeHint)
        {
            NextBlock(sizeHint + 1);
        }

        return MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_block), _position), _limit - _position);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        GetSpan(sizeHint);
        return _block.AsMemory(_position, _limit - _position);
    }

    public void Advance(int count) => _position += count;

    private void NextBlock(int atLeast)
    {
        Commit();
        ArraySegment<byte> rest;
        if (_isClosed)
        {
            // Nobody takes it, and nobody would give it back to the pool.
            rest = new byte[Math.Max(atLeast, SmallestBlock)];
        }
        else if (_isFlushing || _overflow.Count > 0 || !MemoryMarshal.TryGetArray(_transport.GetMemory(atLeast), out rest))
        {
            // Once something waits in the overflow, what follows waits behind it.
            _blockIsOverflow = true;
            rest = _overflow.Rest(atLeast);
        }

        _block = rest.Array!;
        _start = _position = rest.Offset;
        _limit = rest.Offset + rest.Count;
    }

    /// <summary>Hands what was written to its owner, and lets go of the block.</summary>
    private void Commit()
    {
        int written = _position - _start;
        if (written > 0)
        {
            _unflushed += written;
            _committed += written;
            if (_isClosed)
            {
                _overflow.Clear();
            }
            else if (_blockIsOverflow)
            {
                _overflow.Advance(written);
            }
            else
            {
                _transport.Advance(written);
            }
        }

        _block = [];
        _start = _position = _limit = 0;
        _blockIsOverflow = false;
    }
}
