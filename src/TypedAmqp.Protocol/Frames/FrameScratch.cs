using System.Buffers;

namespace TypedAmqp.Protocol;

/// <summary>
/// Where a frame that is split over segments is put together. One a connection; it rents memory only once a method or header was split.
/// Not for several threads at a time.
/// </summary>
public sealed class FrameScratch : IDisposable
{
    private byte[] _octets = [];

    /// <summary>The body that was split, until the next frame is read.</summary>
    internal ReadOnlySequence<byte> Split { get; set; }

    /// <summary>Gives the memory back. The scratch can be used again afterwards.</summary>
    public void Dispose()
    {
        Split = default;
        Return();
        _octets = [];
    }

    /// <summary>Copies a split payload into one piece, valid until the next one.</summary>
    internal ReadOnlySpan<byte> Join(scoped in ReadOnlySequence<byte> payload)
    {
        int length = (int)payload.Length;
        if (_octets.Length < length)
        {
            Return();
            _octets = [];
            _octets = ArrayPool<byte>.Shared.Rent(length);
        }

        payload.CopyTo(_octets);
        return _octets.AsSpan(0, length);
    }

    private void Return()
    {
        if (_octets.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_octets);
        }
    }
}
