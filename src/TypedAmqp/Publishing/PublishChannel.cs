using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using TypedAmqp.Diagnostics;
using TypedAmqp.Generated;
using TypedAmqp.Recovery;
using TypedAmqp.Topologies;

namespace TypedAmqp.Publishing;

/// <summary>What a bus publishes, in its order: over one channel at a time, and over one connection after the other.</summary>
internal sealed partial class PublishChannel
{
    private readonly BusConnection _source;
    private readonly NameMap _names;
    private readonly int _window;
    private readonly PublishLine _line;
    private readonly AmqpChannelOptions _channelOptions;
    private readonly ConcurrentDictionary<PublishTemplate, PublishTemplate> _renamed = new();

    public PublishChannel(BusConnection source, AmqpBusOptions options, NameMap names)
    {
        _source = source;
        _names = names;
        _window = options.PublishWindow;
        _channelOptions = new AmqpChannelOptions { PublisherConfirms = options.PublisherConfirms, PublishTimeout = options.PublishTimeout };
        _line = new PublishLine(_channelOptions, options.Connection.TimeProvider, new PendingPublishPool(), options.Recovery.UnconfirmedPublishes);
        _channelOptions = _channelOptions with { Publishes = _line };
    }

    /// <summary>Where it publishes to.</summary>
    public Uri Endpoint => _source.Endpoint;

    /// <exception cref="PublishException">The message was returned, rejected, or not confirmed in time.</exception>
    public ValueTask PublishAsync<T>(Route<T> route, T message, CancellationToken cancellationToken)
    {
        PublishTemplate template = TemplateOf(route.Template);
        if (Observation.IsSendingObserved)
        {
            return ObserveOrThrowAsync(route, template, message, cancellationToken);
        }

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
        if (Observation.IsSendingObserved)
        {
            return ObserveAsync(route, template, message, cancellationToken);
        }

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
    public ValueTask<PublishResult> TryPublishAsync(PublishTemplate template, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        PublishAsync(template, default, default, body, cancellationToken);

    /// <summary>Publishes what was written, along a route whose key is constant.</summary>
    public ValueTask<PublishResult> TryPublishAsync(PublishTemplate template, PublishBuffer buffer, CancellationToken cancellationToken) =>
        PublishAsync(template, default, buffer.Headers, buffer.Body, cancellationToken);

    /// <exception cref="PublishException">At least one message was returned, rejected, or not confirmed in time.</exception>
    public Task PublishAllAsync<T>(Route<T> route, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        PublishAllAsync(TemplateOf(route.Template).Exchange, message => TryPublishAsync(route, message, cancellationToken), messages);

    /// <exception cref="PublishException">At least one message was returned, rejected, or not confirmed in time.</exception>
    public async Task PublishAllAsync<T>(string exchange, Func<T, ValueTask<PublishResult>> send, IEnumerable<T> messages)
    {
        PublishResult[] results = await TryPublishAllAsync(send, messages).ConfigureAwait(false);
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
        TryPublishAllAsync(message => TryPublishAsync(route, message, cancellationToken), messages);

    public Task<PublishResult[]> TryPublishAllAsync<T>(Func<T, ValueTask<PublishResult>> send, IEnumerable<T> messages) =>
        PublishWindow.SendAllAsync(send, messages, _window);

    // What the compiler emitted, or with other names the same octets but for those: made when a route is first taken.
    private PublishTemplate TemplateOf(PublishTemplate declared) =>
        _names.IsAsDeclared ? declared : _renamed.GetOrAdd(declared, static (declared, names) => names.Rename(declared), _names);

    // Before anything is sent, and outside of any lock: if this throws, nothing was published.
    private static PublishBuffer Write<T>(Route<T> route, T message)
    {
        PublishBuffer buffer = PublishBuffer.Rent();
        try
        {
            route.Write(message, buffer);
            TraceContext.Inject(buffer);
            return buffer;
        }
        catch
        {
            buffer.Return();
            throw;
        }
    }

    private ValueTask<PublishResult> PublishAsync(PublishTemplate template, PublishBuffer buffer, CancellationToken cancellationToken) =>
        PublishAsync(template, buffer.Key, buffer.Headers, buffer.Body, cancellationToken);

    private ValueTask<PublishResult> PublishAsync(
        PublishTemplate template, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ValueTask<PublishResult> publish = _line.TryPublishAsync(template, key, headers, body, cancellationToken);
        if (!_line.IsAttached)
        {
            BeginOpening();
        }

        return publish;
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
