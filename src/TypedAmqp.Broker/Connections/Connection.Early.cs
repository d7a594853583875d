using System.Buffers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Before the connection is open it holds as little as can be: the part of a frame that has come waits in memory of its own size, and not in the
// transport's large blocks.
internal sealed partial class Connection
{
    // No frame of the handshake is larger.
    private const int LargestEarly = FrameFormat.MinimumFrameMax + FrameFormat.Overhead;

    private readonly OctetBuffer _early = new();

    /// <summary>Octets of a frame of the handshake that is not complete.</summary>
    public int EarlyOctets => _early.Count;

    private SequencePosition ReadEarly(in ReadOnlySequence<byte> received, bool isLast)
    {
        ReadOnlySequence<byte> rest = received;
        if (_early.Count > 0)
        {
            int before = _early.Count;
            KeepEarly(received.Slice(0, Math.Min(received.Length, LargestEarly)));
            ReadOnlySequence<byte> early = new(_early.Written);
            int consumed = (int)early.Slice(0, Read(early, isLast: false)).Length;
            if (consumed == 0)
            {
                // A whole frame would have fitted: it is all that was received.
                return received.End;
            }

            _early.Clear();
            rest = received.Slice(consumed - before);
        }

        SequencePosition position = _isInterrupted ? rest.Start : Read(rest, isLast);
        if (_state >= ConnectionState.Running || _isInterrupted)
        {
            return position;
        }

        KeepEarly(rest.Slice(position));
        return received.End;
    }

    private void KeepEarly(in ReadOnlySequence<byte> octets)
    {
        int length = (int)octets.Length;
        if (length > 0)
        {
            octets.CopyTo(_early.Rest(length).AsSpan(0, length));
            _early.Advance(length);
        }
    }
}
