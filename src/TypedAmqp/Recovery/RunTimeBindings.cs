namespace TypedAmqp.Recovery;

/// <summary>The bindings of a subscription's queue that were chosen while running: a queue that is declared anew gets them again.</summary>
internal sealed class RunTimeBindings
{
    private readonly Lock _gate = new();
    private readonly HashSet<RunTimeBinding> _bindings;

    /// <param name="bindings">Those from the beginning.</param>
    public RunTimeBindings(IEnumerable<RunTimeBinding> bindings) => _bindings = [.. bindings];

    /// <summary>Those at this moment.</summary>
    public RunTimeBinding[] All
    {
        get
        {
            lock (_gate)
            {
                return [.. _bindings];
            }
        }
    }

    public void Add(RunTimeBinding binding)
    {
        lock (_gate)
        {
            _bindings.Add(binding);
        }
    }

    public void Remove(RunTimeBinding binding)
    {
        lock (_gate)
        {
            _bindings.Remove(binding);
        }
    }
}
