namespace TypedAmqp.Generated;

/// <summary>Deals a batch out to the methods of its contracts, for the emitted dispatch.</summary>
public sealed class BatchArrival
{
    private readonly ReceivedBatch _batch;
    private readonly CancellationToken _cancellationToken;
    private readonly int[] _contracts;
    private readonly List<(int First, Func<ValueTask> Handle)> _parts = [];
    private int _next;

    /// <param name="batch">The deliveries.</param>
    /// <param name="contract">Finds out which contract each is: the first that is named below, or a later one.</param>
    /// <param name="cancellationToken">What the handlers get.</param>
    public BatchArrival(ReceivedBatch batch, ContractReader contract, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(contract);
        (_batch, _cancellationToken, _contracts) = (batch, cancellationToken, new int[batch.Count]);
        for (int place = 0; place < batch.Count; place++)
        {
            ReceivedMessage message = batch[place];
            _contracts[place] = batch.FailureOf(place) is null ? contract(in message) : -1;
            if (_contracts[place] < 0 && batch.FailureOf(place) is null)
            {
                batch.Fail(place, Arrival.Undecodable(in message));
            }
        }
    }

    /// <summary>The next contract. What cannot be read as it has failed, by itself.</summary>
    /// <typeparam name="T">The contract's type.</typeparam>
    /// <param name="contract">The contract.</param>
    /// <param name="handle">Handles all of this contract.</param>
    public BatchArrival With<T>(MessageContract<T> contract, Func<MessageBatch<T>, CancellationToken, ValueTask> handle)
    {
        ArgumentNullException.ThrowIfNull(contract);
        List<T> messages = [];
        List<int> places = [];
        foreach (int place in Places())
        {
            try
            {
                messages.Add(contract.Read(_batch[place]));
                places.Add(place);
            }
            catch (UndecodableMessageException e)
            {
                _batch.Fail(place, e);
            }
        }

        if (places.Count > 0)
        {
            MessageBatch<T> part = new(messages, [.. places.Select(place => _batch[place].Delivery)]);
            _parts.Add((places[0], () => HandleAsync(part, places, handle)));
        }

        return this;
    }

    /// <summary>The next contract, which the queue ignores.</summary>
    public BatchArrival WithIgnored()
    {
        Delivery[] deliveries = [.. Places().Select(place => _batch[place].Delivery)];
        _parts.Add((int.MaxValue, () => Arrival.IgnoreAsync(deliveries)));

        return this;
    }

    /// <summary>Handles one contract after the other, beginning with the one that came first.</summary>
    public async ValueTask HandleAsync()
    {
        foreach ((_, Func<ValueTask> handle) in _parts.OrderBy(static part => part.First))
        {
            await handle().ConfigureAwait(false);
        }
    }

    private IEnumerable<int> Places()
    {
        int contract = _next++;
        return Enumerable.Range(0, _contracts.Length).Where(place => _contracts[place] == contract);
    }

    private async ValueTask HandleAsync<T>(MessageBatch<T> part, List<int> places, Func<MessageBatch<T>, CancellationToken, ValueTask> handle)
    {
        Exception? thrown = null;
        try
        {
            await handle(part, _cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Those of this contract have failed; of the others their own methods decide.
            thrown = e;
        }

        for (int index = 0; index < places.Count; index++)
        {
            if ((part.FailureOf(index) ?? thrown) is Exception failure)
            {
                _batch.Fail(places[index], failure);
            }
        }
    }
}
