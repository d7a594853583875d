using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TypedAmqp.Generated;
using TypedAmqp.Topologies;

namespace TypedAmqp.Publishing;

/// <summary>The channel that a bus publishes on. The broker closes a channel for one bad publish; the next publish then opens another.</summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Disposing the semaphore would leave whoever waits in it there forever; without its wait handle it holds nothing.")]
internal sealed class PublishChannel(AmqpConnection connection, AmqpBusOptions options, NameMap names)
{
    /// <summary>How many publishes of a batch may be without their confirm: more would only take memory.</summary>
    private const int BatchWindow = 1024;

    private readonly SemaphoreSlim _opening = new(1);
    private readonly ConcurrentDictionary<PublishTemplate, PublishTemplate> _renamed = new();
    private AmqpChannel? _channel;

    /// <exception cref="PublishException">The message was returned, rejected, or not confirmed in time.</exception>
    public ValueTask PublishAsync<T>(Route<T> route, T message, CancellationToken cancellationToken)
    {
        PublishTemplate template = TemplateOf(route.Template);
        PublishBuffer buffer = Write(route, message);
        ValueTask<PublishResult> publish;
        try
        {
            publish = PublishAsync(template, buffer, cancellationToken);
        }
        catch
        {
            buffer.Return();
            throw;
        }

        if (!publish.IsCompletedSuccessfully)
        {
            return FinishOrThrowAsync(publish, template, buffer);
        }

        PublishResult result = publish.Result;
        PublishException? failure = result.IsSuccess ? null : Failure(template, buffer, result);
        buffer.Return();
        return failure is null ? ValueTask.CompletedTask : ValueTask.FromException(failure);
    }

    public ValueTask<PublishResult> TryPublishAsync<T>(Route<T> route, T message, CancellationToken cancellationToken)
    {
        PublishTemplate template = TemplateOf(route.Template);
        PublishBuffer buffer = Write(route, message);
        ValueTask<PublishResult> publish;
        try
        {
            publish = PublishAsync(template, buffer, cancellationToken);
        }
        catch
        {
            buffer.Return();
            throw;
        }

        if (!publish.IsCompletedSuccessfully)
        {
            return FinishAsync(publish, buffer);
        }

        PublishResult result = publish.Result;
        buffer.Return();
        return ValueTask.FromResult(result);
    }

    /// <summary>Publishes octets along a route whose key is constant.</summary>
    public async ValueTask<PublishResult> TryPublishAsync(PublishTemplate template, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        AmqpChannel channel = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await channel.TryPublishAsync(template, body, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="PublishException">At least one message was returned, rejected, or not confirmed in time.</exception>
    public Task PublishAllAsync<T>(Route<T> route, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        PublishAllAsync(TemplateOf(route.Template).Exchange, message => TryPublishAsync(route, message, cancellationToken), messages, cancellationToken);

    /// <exception cref="PublishException">At least one message was returned, rejected, or not confirmed in time.</exception>
    public async Task PublishAllAsync<T>(
        string exchange, Func<T, ValueTask<PublishResult>> send, IEnumerable<T> messages, CancellationToken cancellationToken)
    {
        PublishResult[] results = await TryPublishAllAsync(send, messages, cancellationToken).ConfigureAwait(false);
        int first = Array.FindIndex(results, result => !result.IsSuccess);
        if (first >= 0)
        {
            int failed = results.Count(result => !result.IsSuccess);
            PublishResult result = results[first];
            string text = $"Of {results.Length} messages {failed} failed, number {first} first. {result.ReplyText}";
            throw new PublishException(exchange, "", result with { ReplyText = text });
        }
    }

    public Task<PublishResult[]> TryPublishAllAsync<T>(Route<T> route, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        TryPublishAllAsync(message => TryPublishAsync(route, message, cancellationToken), messages, cancellationToken);

    public async Task<PublishResult[]> TryPublishAllAsync<T>(
        Func<T, ValueTask<PublishResult>> send, IEnumerable<T> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        List<PublishResult> results = [];
        Queue<ValueTask<PublishResult>> open = new();
        try
        {
            foreach (T message in messages)
            {
                if (open.Count == BatchWindow)
                {
                    results.Add(await open.Dequeue().ConfigureAwait(false));
                }

                open.Enqueue(send(message));
            }
        }
        finally
        {
            // Also when a message cannot be written: those before it are on their way, and each of them is waited for once.
            while (open.TryDequeue(out ValueTask<PublishResult> publish))
            {
                results.Add(await publish.ConfigureAwait(false));
            }
        }

        return [.. results];
    }

    /// <summary>Opens the channel unless it is open. With an open one, messages are written in the order of the calls, whether they are awaited or not.</summary>
    public async ValueTask<AmqpChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _channel) is { IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_channel is { IsOpen: true } opened)
            {
                return opened;
            }

            AmqpChannelOptions channelOptions = new() { PublisherConfirms = options.PublisherConfirms, PublishTimeout = options.PublishTimeout };
            AmqpChannel channel = await connection.OpenChannelAsync(channelOptions, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _channel, channel);
            return channel;
        }
        finally
        {
            _opening.Release();
        }
    }

    // What the compiler emitted, or with other names the same octets but for those: made when a route is first taken.
    private PublishTemplate TemplateOf(PublishTemplate declared) =>
        names.IsAsDeclared ? declared : _renamed.GetOrAdd(declared, static (declared, names) => names.Rename(declared), names);

    // Before anything is sent, and outside of any lock: if this throws, nothing was published.
    private static PublishBuffer Write<T>(Route<T> route, T message)
    {
        PublishBuffer buffer = PublishBuffer.Rent();
        try
        {
            route.Write(message, buffer);
            return buffer;
        }
        catch
        {
            buffer.Return();
            throw;
        }
    }

    private ValueTask<PublishResult> PublishAsync(PublishTemplate template, PublishBuffer buffer, CancellationToken cancellationToken)
    {
        AmqpChannel? channel = Volatile.Read(ref _channel);
        return channel is { IsOpen: true }
            ? channel.TryPublishAsync(template, buffer.Key, buffer.Headers, buffer.Body, cancellationToken)
            : OpenAndPublishAsync(template, buffer, cancellationToken);
    }

    private async ValueTask<PublishResult> OpenAndPublishAsync(PublishTemplate template, PublishBuffer buffer, CancellationToken cancellationToken)
    {
        AmqpChannel channel = await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await channel.TryPublishAsync(template, buffer.Key, buffer.Headers, buffer.Body, cancellationToken).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<PublishResult> FinishAsync(ValueTask<PublishResult> publish, PublishBuffer buffer)
    {
        try
        {
            return await publish.ConfigureAwait(false);
        }
        finally
        {
            buffer.Return();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask FinishOrThrowAsync(ValueTask<PublishResult> publish, PublishTemplate template, PublishBuffer buffer)
    {
        try
        {
            PublishResult result = await publish.ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                throw Failure(template, buffer, result);
            }
        }
        finally
        {
            buffer.Return();
        }
    }

    private static PublishException Failure(PublishTemplate template, PublishBuffer buffer, PublishResult result) => new(
        template.Exchange,
        MessageContract.Describe(template.HasConstantKey ? template.ConstantKeyOctets : buffer.Key.Span),
        result);
}
