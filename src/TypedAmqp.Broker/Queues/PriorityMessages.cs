using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Ready messages by their priority, those of one priority in the order in which they were published (<c>x-max-priority</c>). A message without a
/// priority has the lowest, one that asks for more than there is has the highest.
/// </summary>
/// <param name="most">The highest priority, at most 255.</param>
internal sealed class PriorityMessages(int most) : ReadyMessages
{
    // In a position the level stands above the place in the level.
    private const int LevelShift = 56;
    private const long PlaceMask = (1L << LevelShift) - 1;

    private readonly OrderedMessages?[] _levels = new OrderedMessages?[most + 1];

    // Nothing waits on a level above this one.
    private int _highest;

    public override bool NeedsOctets => true;

    public override void Add(in QueueEntry entry, in MessageOctets message)
    {
        int level = LevelOf(message);
        Level(level).Add(entry, message);
        Added(level);
    }

    public override long Pass(in MessageOctets message)
    {
        int level = LevelOf(message);
        return ((long)level << LevelShift) | Level(level).Pass(message);
    }

    public override void Return(in QueueEntry entry, long position)
    {
        int level = (int)((ulong)position >> LevelShift);
        Level(level).Return(entry, position & PlaceMask);
        Added(level);
    }

    public override QueueEntry Peek() => Highest().Peek();

    public override QueueEntry Take(out long position)
    {
        QueueEntry entry = Highest().Take(out long place);
        position = ((long)_highest << LevelShift) | place;
        Count--;
        return entry;
    }

    public override void Clear()
    {
        foreach (OrderedMessages? level in _levels)
        {
            level?.Clear();
        }

        _highest = 0;
        Count = 0;
    }

    private int LevelOf(in MessageOctets message)
    {
        BasicPropertiesView properties = new(message.Properties);
        return properties.HasPriority ? Math.Min(properties.Priority, most) : 0;
    }

    private OrderedMessages Level(int level) => _levels[level] ??= new OrderedMessages();

    private OrderedMessages Highest()
    {
        while (_levels[_highest] is not { Count: > 0 })
        {
            _highest--;
        }

        return _levels[_highest]!;
    }

    private void Added(int level)
    {
        _highest = Math.Max(_highest, level);
        Count++;
    }
}
