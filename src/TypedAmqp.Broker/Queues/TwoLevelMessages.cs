using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Ready messages of a quorum queue as RabbitMQ 4 has them: those with a priority above 4 are high, and two of them go for each normal one, so that
/// these do not wait for ever.
/// </summary>
internal sealed class TwoLevelMessages : ReadyMessages
{
    private const int HighestNormal = 4;
    private const int HighInARow = 2;

    // In a position the level stands above the place in the level.
    private const long HighMark = 1L << 56;

    private readonly OrderedMessages _high = new();
    private readonly OrderedMessages _normal = new();
    private int _highTaken;

    private bool IsHighNext => _high.Count > 0 && (_highTaken < HighInARow || _normal.Count == 0);

    public override bool NeedsOctets => true;

    public override void Add(in QueueEntry entry, in MessageOctets message)
    {
        (IsHigh(message) ? _high : _normal).Add(entry, message);
        Count++;
    }

    public override long Pass(in MessageOctets message) => IsHigh(message) ? HighMark | _high.Pass(message) : _normal.Pass(message);

    public override void Return(in QueueEntry entry, long position)
    {
        (position >= HighMark ? _high : _normal).Return(entry, position & (HighMark - 1));
        Count++;
    }

    public override QueueEntry Peek() => (IsHighNext ? _high : _normal).Peek();

    public override QueueEntry Take(out long position)
    {
        Count--;
        if (IsHighNext)
        {
            _highTaken = Math.Min(_highTaken + 1, HighInARow);
            QueueEntry high = _high.Take(out position);
            position |= HighMark;
            return high;
        }

        _highTaken = 0;
        return _normal.Take(out position);
    }

    public override void Clear()
    {
        _high.Clear();
        _normal.Clear();
        Count = 0;
    }

    private static bool IsHigh(in MessageOctets message)
    {
        BasicPropertiesView properties = new(message.Properties);
        return properties.HasPriority && properties.Priority > HighestNormal;
    }
}
