namespace TypedAmqp.Publishing;

/// <summary>Publishes that are on their way, in their order. Each is awaited once: what it holds is used again.</summary>
internal sealed class OpenPublishes
{
    private readonly Queue<ValueTask<PublishResult>> _later = new();
    private Task<PublishResult>? _first;

    /// <summary>How many there are.</summary>
    public int Count => _later.Count + (_first is null ? 0 : 1);

    /// <summary>Whether it is known what became of the first one.</summary>
    public bool IsFirstKnown => _first?.IsCompleted ?? (_later.TryPeek(out ValueTask<PublishResult> first) && first.IsCompleted);

    /// <summary>Adds the next one.</summary>
    public void Add(ValueTask<PublishResult> publish) => _later.Enqueue(publish);

    /// <summary>Completes when it is known what became of the first one, which stays.</summary>
    public Task WhenFirstKnown() => _first ??= _later.Dequeue().AsTask();

    /// <summary>Takes the first one out.</summary>
    public ValueTask<PublishResult> Take()
    {
        ValueTask<PublishResult> first = _first is null ? _later.Dequeue() : new(_first);
        _first = null;
        return first;
    }

    /// <summary>A message cannot be written, or nobody wants to know the rest: those before are on their way, and waited for.</summary>
    public async Task AbandonAsync()
    {
        while (Count > 0)
        {
            await ((Task)Take().AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
