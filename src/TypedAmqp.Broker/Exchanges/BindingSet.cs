namespace TypedAmqp.Broker;

/// <summary>
/// The bindings that match alike: of one key, of one pattern, or all of a fanout exchange. They change under the virtual host's lock; routing reads
/// an immutable collection of their targets, made when it is next needed after a change, so that a thousand changes in a row cost no more than one.
/// </summary>
internal sealed class BindingSet
{
    private Binding[] _bindings = new Binding[1];
    private int _count;
    private Targets? _targets;

    public bool IsEmpty => _count == 0;

    public void Add(Binding binding)
    {
        if (_count == _bindings.Length)
        {
            Array.Resize(ref _bindings, _count * 2);
        }

        binding.Position = _count;
        _bindings[_count++] = binding;
        Volatile.Write(ref _targets, null);
    }

    public void Remove(Binding binding)
    {
        Binding last = _bindings[--_count];
        _bindings[binding.Position] = last;
        last.Position = binding.Position;
        _bindings[_count] = null!;
        Volatile.Write(ref _targets, null);
    }

    /// <summary>Where these bindings lead.</summary>
    /// <param name="gate">The lock under which they change.</param>
    public Targets Targets(Lock gate) => Volatile.Read(ref _targets) ?? Collect(gate);

    private Targets Collect(Lock gate)
    {
        lock (gate)
        {
            // Bindings that differ in key or arguments alone lead to the same place.
            HashSet<object> seen = new(_count, ReferenceEqualityComparer.Instance);
            List<Queue> queues = new(_count);
            List<Exchange> exchanges = [];
            foreach (Binding binding in _bindings.AsSpan(0, _count))
            {
                if (!seen.Add(binding.Destination))
                {
                    continue;
                }

                if (binding.Destination is Queue queue)
                {
                    queues.Add(queue);
                }
                else
                {
                    exchanges.Add((Exchange)binding.Destination);
                }
            }

            Targets targets = new([.. queues], [.. exchanges]);
            Volatile.Write(ref _targets, targets);
            return targets;
        }
    }
}
