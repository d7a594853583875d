using System.Runtime.CompilerServices;

namespace TypedAmqp.Publishing;

/// <summary>Publishes messages one behind the other, with a limit to how many are on their way.</summary>
internal static class PublishWindow
{
    /// <summary>How many publishes may be without their outcome unless somebody says otherwise: more would only take memory.</summary>
    public const int Usual = 1024;

    /// <summary>Publishes them all.</summary>
    /// <param name="send">Publishes one.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="window">How many may be without their outcome.</param>
    /// <returns>What became of each, in their order.</returns>
    public static async Task<PublishResult[]> SendAllAsync<T>(Func<T, ValueTask<PublishResult>> send, IEnumerable<T> messages, int window)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        List<PublishResult> results = [];
        Queue<ValueTask<PublishResult>> open = new();
        try
        {
            foreach (T message in messages)
            {
                if (open.Count == window)
                {
                    results.Add(await open.Dequeue().ConfigureAwait(false));
                }

                open.Enqueue(send(message));
            }

            while (open.TryDequeue(out ValueTask<PublishResult> publish))
            {
                results.Add(await publish.ConfigureAwait(false));
            }
        }
        finally
        {
            await AbandonAsync(open).ConfigureAwait(false);
        }

        return [.. results];
    }

    /// <summary>Publishes messages as they come, and says what became of each, in their order, as soon as it is known.</summary>
    /// <inheritdoc cref="SendAllAsync"/>
    public static async IAsyncEnumerable<PublishResult> SendEachAsync<T>(
        Func<T, ValueTask<PublishResult>> send, IAsyncEnumerable<T> messages, int window, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Queue<ValueTask<PublishResult>> open = new();
        try
        {
            await foreach (T message in messages.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                while (open.TryPeek(out ValueTask<PublishResult> first) && (open.Count == window || first.IsCompleted))
                {
                    yield return await open.Dequeue().ConfigureAwait(false);
                }

                open.Enqueue(send(message));
            }

            while (open.TryDequeue(out ValueTask<PublishResult> publish))
            {
                yield return await publish.ConfigureAwait(false);
            }
        }
        finally
        {
            await AbandonAsync(open).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A message cannot be written, or nobody wants to know the rest. Those before are on their way, and each is waited for once: what they hold is used again.
    /// </summary>
    private static async Task AbandonAsync(Queue<ValueTask<PublishResult>> open)
    {
        while (open.TryDequeue(out ValueTask<PublishResult> publish))
        {
            await ((Task)publish.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
