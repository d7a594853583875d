using System.Diagnostics.CodeAnalysis;

namespace TypedAmqp.Broker;

/// <summary>
/// The consumers of a queue that can take something, as far as is known. Those of the highest priority (<c>x-priority</c>) go round in a circle;
/// others get what those cannot take. Guarded by the lock of the queue.
/// </summary>
internal sealed class ActiveConsumers
{
    // Highest first. Almost always there is one.
    private readonly List<Level> _levels = [];

    /// <summary>Takes out the consumer whose turn it is; false when there is none.</summary>
    public bool TryDequeue([NotNullWhen(true)] out Consumer? consumer)
    {
        foreach (Level level in _levels)
        {
            if (level.Circle.TryDequeue(out consumer))
            {
                return true;
            }
        }

        consumer = null;
        return false;
    }

    /// <summary>Adds a consumer behind those of its priority.</summary>
    public void Enqueue(Consumer consumer) => CircleOf(consumer.Priority).Enqueue(consumer);

    /// <summary>Whether others have the same claim as a consumer that was just taken out.</summary>
    public bool HasRivalOf(Consumer consumer) => CircleOf(consumer.Priority).Count > 0;

    public void Remove(Consumer consumer)
    {
        Queue<Consumer> circle = CircleOf(consumer.Priority);
        for (int i = circle.Count; i > 0; i--)
        {
            Consumer other = circle.Dequeue();
            if (other != consumer)
            {
                circle.Enqueue(other);
            }
        }

        if (circle.Count == 0)
        {
            _levels.RemoveAll(level => level.Circle == circle);
        }
    }

    public void Clear() => _levels.Clear();

    private Queue<Consumer> CircleOf(long priority)
    {
        int i = 0;
        while (i < _levels.Count && _levels[i].Priority > priority)
        {
            i++;
        }

        if (i == _levels.Count || _levels[i].Priority < priority)
        {
            _levels.Insert(i, new Level(priority, new Queue<Consumer>()));
        }

        return _levels[i].Circle;
    }

    private readonly record struct Level(long Priority, Queue<Consumer> Circle);
}
