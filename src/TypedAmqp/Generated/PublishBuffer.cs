using System.Buffers;
using System.Collections.Concurrent;

namespace TypedAmqp.Generated;

/// <summary>Key and body of one message on its way out: owned by its publish, pooled, grown as needed.</summary>
internal sealed class PublishBuffer : IBufferWriter<byte>
{
    private const int InitialOctets = 1024;
    private const int KeptOctets = 64 * 1024;
    private const int KeptBuffers = 4096;

    private static readonly ConcurrentQueue<PublishBuffer> Idle = new();

    [ThreadStatic]
    private static PublishBuffer? _idle;

    private readonly byte[] _key = new byte[byte.MaxValue];

    /// <summary>What it keeps for small messages; the body is here, or in an array that is rented for a large one.</summary>
    private byte[] _kept = new byte[InitialOctets];
    private byte[] _body;
    private ArrayBufferWriter<byte>? _headers;
    private int _length;

    private PublishBuffer() => _body = _kept;

    public Span<byte> KeyOctets => _key;

    public int KeyLength { get; set; }

    public ReadOnlyMemory<byte> Key => _key.AsMemory(0, KeyLength);

    /// <summary>Where the header fields of a message go, if it has any.</summary>
    public IBufferWriter<byte> HeaderFields => _headers ??= new ArrayBufferWriter<byte>();

    public ReadOnlyMemory<byte> Headers => _headers?.WrittenMemory ?? default;

    public ReadOnlyMemory<byte> Body => _body.AsMemory(0, _length);

    /// <summary>An empty buffer: the thread's own, or one that another thread is done with, or a new one.</summary>
    public static PublishBuffer Rent()
    {
        PublishBuffer? buffer = _idle;
        if (buffer is not null)
        {
            _idle = null;
            return buffer;
        }

        return Idle.TryDequeue(out buffer) ? buffer : new PublishBuffer();
    }

    /// <summary>Gives the buffer back. Nobody may refer to its octets any more.</summary>
    public void Return()
    {
        KeyLength = 0;
        _length = 0;
        _headers?.ResetWrittenCount();
        if (_body != _kept)
        {
            // What one large message asked for is not kept for small ones.
            ArrayPool<byte>.Shared.Return(_body);
            _body = _kept;
        }

        if (_idle is null)
        {
            _idle = this;
        }
        else if (Idle.Count < KeptBuffers)
        {
            Idle.Enqueue(this);
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_body.Length - _length));
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _body.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _body.AsSpan(_length);
    }

    private void Ensure(int octets)
    {
        int needed = checked(_length + Math.Max(octets, 1));
        if (needed > _body.Length)
        {
            Grow(Math.Max(needed, (int)Math.Min(2L * _body.Length, Array.MaxLength)));
        }
    }

    private void Grow(int octets)
    {
        byte[] larger = octets > KeptOctets ? ArrayPool<byte>.Shared.Rent(octets) : new byte[octets];
        _body.AsSpan(0, _length).CopyTo(larger);
        if (_body != _kept)
        {
            ArrayPool<byte>.Shared.Return(_body);
        }
        else if (octets <= KeptOctets)
        {
            _kept = larger;
        }

        _body = larger;
    }
}
