namespace TypedAmqp.Broker;

/// <summary>Collects objects, each once, in the order in which they came. Made to be cleared and used again without allocating.</summary>
internal sealed class DistinctList<T>
    where T : class
{
    // Up to here they are searched for one by one.
    private const int Few = 16;

    private readonly List<T> _items = [];
    private readonly HashSet<T> _seen = [];

    public List<T> Items => _items;

    public void Add(T item)
    {
        if (_items.Count < Few ? IsNew(item) : Remember(item))
        {
            _items.Add(item);
        }
    }

    /// <summary>Adds objects that are distinct among themselves.</summary>
    public void AddDistinct(T[] items)
    {
        if (_items.Count == 0)
        {
            _items.AddRange(items.AsSpan());
            return;
        }

        foreach (T item in items)
        {
            Add(item);
        }
    }

    public void Clear()
    {
        _items.Clear();
        _seen.Clear();
    }

    private bool IsNew(T item)
    {
        foreach (T known in _items)
        {
            if (ReferenceEquals(known, item))
            {
                return false;
            }
        }

        return true;
    }

    private bool Remember(T item)
    {
        if (_seen.Count == 0)
        {
            foreach (T known in _items)
            {
                _seen.Add(known);
            }
        }

        return _seen.Add(item);
    }
}
