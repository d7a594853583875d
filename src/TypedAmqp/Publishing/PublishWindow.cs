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
        OpenPublishes open = new();
        try
        {
            foreach (T message in messages)
            {
                if (open.Count == window)
                {
                    results.Add(await open.Take().ConfigureAwait(false));
                }

                open.Add(send(message));
            }

            while (open.Count > 0)
            {
                results.Add(await open.Take().ConfigureAwait(false));
            }
        }
        finally
        {
            await open.AbandonAsync().ConfigureAwait(false);
        }

        return [.. results];
    }

    /// <summary>Publishes messages as they come, and says what became of each, in their order, as soon as it is known.</summary>
    /// <inheritdoc cref="SendAllAsync"/>
    public static async IAsyncEnumerable<PublishResult> SendEachAsync<T>(
        Func<T, ValueTask<PublishResult>> send, IAsyncEnumerable<T> messages, int window, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        OpenPublishes open = new();
        CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<T> source = messages.GetAsyncEnumerator(left.Token);
        Task<bool>? slow = null;
        try
        {
            bool isMore;
            do
            {
                ValueTask<bool> moving = source.MoveNextAsync();
                while (open.Count > 0 && !moving.IsCompleted)
                {
                    // The source takes its time, for which no outcome waits.
                    slow ??= moving.AsTask();
                    moving = new ValueTask<bool>(slow);
                    if (await Task.WhenAny(slow, open.WhenFirstKnown()).ConfigureAwait(false) != slow)
                    {
                        yield return await open.Take().ConfigureAwait(false);
                    }
                }

                isMore = await moving.ConfigureAwait(false);
                slow = null;
                while (open.Count > 0 && (!isMore || open.Count == window || open.IsFirstKnown))
                {
                    yield return await open.Take().ConfigureAwait(false);
                }

                if (isMore)
                {
                    open.Add(send(source.Current));
                }
            }
            while (isMore);
        }
        finally
        {
            Task ended = EndAsync(source, slow, left);
            await open.AbandonAsync().ConfigureAwait(false);
            if (slow is null)
            {
                await ended.ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Ends a source of messages. One that is left while it brings its next message can only be disposed of after that, and is asked to give up; nobody waits
    /// for it, for it need not listen.
    /// </summary>
    private static async Task EndAsync<T>(IAsyncEnumerator<T> source, Task<bool>? slow, CancellationTokenSource left)
    {
        await left.CancelAsync().ConfigureAwait(false);
        if (slow is not null)
        {
            await ((Task)slow).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await source.DisposeAsync().ConfigureAwait(false);
        left.Dispose();
    }
}
