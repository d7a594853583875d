using System.Collections.Concurrent;
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
    public ValueTask PublishAsync<T>(Route<T> route, T message, CancellationToken cancellationToken) =>
        Observation.IsSendingObserved
        ? ObserveOrThrowAsync(route, message, cancellationToken)
        : Publish(route, message, cancellationToken)?.Success ?? ValueTask.CompletedTask;

    public ValueTask<PublishResult> TryPublishAsync<T>(Route<T> route, T message, CancellationToken cancellationToken) =>
        Observation.IsSendingObserved
        ? ObserveAsync(route, message, throws: false, cancellationToken)
        : Publish(route, message, cancellationToken)?.Result ?? ValueTask.FromResult(PublishResult.Sent);

    /// <summary>Publishes octets along a route whose key is constant.</summary>
    public ValueTask<PublishResult> TryPublishAsync(PublishTemplate template, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        TryPublishAsync(new OutgoingMessage(template, default, default, body), cancellationToken);

    /// <summary>Publishes what was written, which stays the caller's.</summary>
    public ValueTask<PublishResult> TryPublishAsync(PublishTemplate template, PublishBuffer buffer, CancellationToken cancellationToken) =>
        TryPublishAsync(new OutgoingMessage(template, buffer.Key, buffer.Headers, buffer.Body), cancellationToken);

    // What the compiler emitted, or with other names the same octets but for those: made when a route is first taken.
    private PublishTemplate TemplateOf(PublishTemplate declared) =>
        _names.IsAsDeclared ? declared : _renamed.GetOrAdd(declared, static (declared, names) => names.Rename(declared), _names);

    // Before anything is sent, and outside of any lock: if this throws, nothing was published.
    private static PublishBuffer Write<T>(Route<T> route, T message)
    {
        if (message is null)
        {
            throw new ArgumentNullException(nameof(message));
        }

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

    private ValueTask<PublishResult> TryPublishAsync(in OutgoingMessage message, CancellationToken cancellationToken) =>
        Publish(message, cancellationToken)?.Result ?? ValueTask.FromResult(PublishResult.Sent);

    private PendingPublish? Publish<T>(Route<T> route, T message, CancellationToken cancellationToken)
    {
        PublishBuffer buffer = Write(route, message);
        try
        {
            return Publish(new OutgoingMessage(TemplateOf(route.Template), buffer), cancellationToken);
        }
        catch
        {
            buffer.Return();
            throw;
        }
    }

    private PendingPublish? Publish(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        PendingPublish? publish = _line.Publish(message, cancellationToken);
        if (!_line.IsAttached)
        {
            BeginOpening();
        }

        return publish;
    }
}
