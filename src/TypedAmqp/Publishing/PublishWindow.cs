using System.Runtime.CompilerServices;

namespace TypedAmqp.Publishing;

/// <summary>Publishes messages one behind the other, with a limit to how many are on their way.</summary>
internal static class PublishWindow
{
    /// <summary>How many publishes may be without their outcome unless somebody says otherwise: more would only take memory.</summary>
    public const int Usual = 1024;

    /// <summary>Publishes them all, unless the deadline of one passes.</summary>
    /// <returns>What became of each, in their order.</returns>
    public static async Task<PublishResult[]> SendAllAsync<T>(
        Func<T, CancellationToken, ValueTask<PublishResult>> send, IEnumerable<T> messages, int window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        PublishResult[] results = new PublishResult[messages.TryGetNonEnumeratedCount(out int expected) ? expected : 16];
        int count = 0;
        await SendAllAsync(send, messages, window, Take, cancellationToken).ConfigureAwait(false);
        return count == results.Length ? results : results[..count];

        void Take(PublishResult result)
        {
            if (count == results.Length)
            {
                Array.Resize(ref results, Math.Max(count * 2, 16));
            }

            results[count++] = result;
        }
    }

    /// <summary>Publishes them all, unless the deadline of one passes: the broker takes nothing, and none of those behind it is tried.</summary>
    /// <param name="send">Publishes one.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="window">How many may be without their outcome.</param>
    /// <param name="take">Told what became of each, in their order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task SendAllAsync<T>(
        Func<T, CancellationToken, ValueTask<PublishResult>> send,
        IEnumerable<T> messages,
        int window,
        Action<PublishResult> take,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        OpenPublishes open = new();
        bool isLate = false;
        try
        {
            foreach (T message in messages)
            {
                while (open.Count == window || (isLate && open.Count > 0))
                {
                    PublishResult result = await open.Take().ConfigureAwait(false);
                    isLate |= result.IsLate;
                    take(result);
                }

                if (isLate)
                {
                    take(PublishResult.NotBegun);
                }
                else
                {
                    open.Add(send(message, cancellationToken));
                }
            }

            while (open.Count > 0)
            {
                take(await open.Take().ConfigureAwait(false));
            }
        }
        finally
        {
            await open.AbandonAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Publishes messages as they come, and says what became of each, in their order, as soon as it is known.</summary>
    /// <param name="send">Publishes one.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="window">How many may be without their outcome.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async IAsyncEnumerable<PublishResult> SendEachAsync<T>(
        Func<T, CancellationToken, ValueTask<PublishResult>> send,
        IAsyncEnumerable<T> messages,
        int window,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        OpenPublishes open = new();
        CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<T> source = messages.GetAsyncEnumerator(left.Token);
        ValueTask<bool> moving = default;
        try
        {
            bool isMore;
            do
            {
                moving = source.MoveNextAsync();
                if (!moving.IsCompleted)
                {
                    moving.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(open.Wake);
                }

                while (!moving.IsCompleted)
                {
                    // The source takes its time, for which no outcome waits.
                    if (open.IsFirstKnown)
                    {
                        yield return await open.Take().ConfigureAwait(false);
                    }
                    else
                    {
                        await open.WaitAsync().ConfigureAwait(false);
                    }
                }

                ValueTask<bool> moved = moving;
                moving = default;
                isMore = await moved.ConfigureAwait(false);
                while (open.Count > 0 && (!isMore || open.Count == window || open.IsFirstKnown))
                {
                    while (!open.IsFirstKnown)
                    {
                        await open.WaitAsync().ConfigureAwait(false);
                    }

                    yield return await open.Take().ConfigureAwait(false);
                }

                if (isMore)
                {
                    open.Add(send(source.Current, cancellationToken));
                }
            }
            while (isMore);
        }
        finally
        {
            await left.CancelAsync().ConfigureAwait(false);
            await open.AbandonAsync().ConfigureAwait(false);
            bool isIdle = moving.IsCompleted;
            Task ended = EndAsync(source, moving, open, left);
            if (isIdle)
            {
                await ended.ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Ends a source of messages. One that is left while it brings its next message can only be disposed of after that, and was asked to give up;
    /// nobody waits for it, for it need not listen.
    /// </summary>
    private static async Task EndAsync<T>(IAsyncEnumerator<T> source, ValueTask<bool> moving, OpenPublishes open, CancellationTokenSource left)
    {
        while (!moving.IsCompleted)
        {
            await open.WaitAsync().ConfigureAwait(false);
        }

        await source.DisposeAsync().ConfigureAwait(false);
        left.Dispose();
    }
}
