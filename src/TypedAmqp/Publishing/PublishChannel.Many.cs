namespace TypedAmqp.Publishing;

/// <content>Many messages with one call: a batch, or a sequence as it comes.</content>
internal sealed partial class PublishChannel
{
    /// <exception cref="PublishException">At least one message was returned, rejected, or not confirmed in time: which is in its
    /// failures.</exception>
    public async Task PublishAllAsync<T>(
        string exchange, Func<T, CancellationToken, ValueTask<PublishResult>> send, IEnumerable<T> messages, CancellationToken cancellationToken)
    {
        List<PublishFailure> failures = [];
        int count = 0;
        await PublishWindow.SendAllAsync(send, messages, _window, Take, cancellationToken).ConfigureAwait(false);
        if (failures.Count > 0)
        {
            throw PublishException.OfMany(NameOf(exchange), count, failures);
        }

        void Take(PublishResult result)
        {
            if (!result.IsSuccess)
            {
                failures.Add(new PublishFailure(count, result));
            }

            count++;
        }
    }

    public Task<PublishResult[]> TryPublishAllAsync<T>(
        Func<T, CancellationToken, ValueTask<PublishResult>> send, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        PublishWindow.SendAllAsync(send, messages, _window, cancellationToken);

    /// <exception cref="PublishException">A message was returned, rejected, or not confirmed in time: it is the last one that was waited
    /// for.</exception>
    public async Task PublishEachAsync<T>(
        string exchange, Func<T, CancellationToken, ValueTask<PublishResult>> send, IAsyncEnumerable<T> messages, CancellationToken cancellationToken)
    {
        long index = 0;
        await foreach (PublishResult result in TryPublishEachAsync(send, messages, cancellationToken).ConfigureAwait(false))
        {
            if (!result.IsSuccess)
            {
                throw PublishException.OfSequence(NameOf(exchange), new PublishFailure(index, result));
            }

            index++;
        }
    }

    public IAsyncEnumerable<PublishResult> TryPublishEachAsync<T>(
        Func<T, CancellationToken, ValueTask<PublishResult>> send, IAsyncEnumerable<T> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return PublishWindow.SendEachAsync(send, messages, _window, cancellationToken);
    }

    private string NameOf(string exchange) => exchange.Length == 0 ? exchange : _names.Exchange(exchange);
}
