using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TypedAmqp.Diagnostics;

/// <summary>
/// A publish, the handling of a delivery or a call while it is at work, for those who listen: a span, how long it took, and one more message. Nobody
/// makes one when nobody listens.
/// </summary>
internal sealed class Observation : IDisposable
{
    private static readonly ActivitySource Source = new(TypedAmqpTelemetry.Name);

    private readonly Histogram<double> _duration;
    private readonly Counter<long>? _messages;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Activity? _activity;
    private TagList _tags;

    private Observation(Histogram<double> duration, Counter<long>? messages, Activity? activity, string operation, string type, string destination)
    {
        (_duration, _messages, _activity) = (duration, messages, activity);
        _tags = new TagList
        {
            { MessagingTags.System, MessagingTags.RabbitMq },
            { MessagingTags.OperationName, operation },
            { MessagingTags.OperationType, type },
            { MessagingTags.DestinationTemplate, destination },
        };
        foreach (KeyValuePair<string, object?> tag in _tags)
        {
            activity?.SetTag(tag.Key, tag.Value);
        }
    }

    /// <summary>Whether anybody wants to know of publishes and calls.</summary>
    public static bool IsSendingObserved =>
        Source.HasListeners() || TypedAmqpMetrics.OperationDuration.Enabled || TypedAmqpMetrics.Sent.Enabled;

    /// <summary>Whether anybody wants to know of deliveries.</summary>
    public static bool IsProcessingObserved =>
        Source.HasListeners() || TypedAmqpMetrics.ProcessDuration.Enabled || TypedAmqpMetrics.Consumed.Enabled;

    /// <summary>Whether there is a span whose attributes are of interest.</summary>
    public bool WantsDetails => _activity is { IsAllDataRequested: true };

    /// <summary>A message is published.</summary>
    /// <param name="destination">Where to: exchange and key, with placeholders where the key comes from the message.</param>
    public static Observation Publish(string destination)
    {
        Activity? activity = Source.StartActivity($"publish {destination}", ActivityKind.Producer);
        return new Observation(TypedAmqpMetrics.OperationDuration, TypedAmqpMetrics.Sent, activity, "publish", "send", destination);
    }

    /// <summary>A service is called.</summary>
    /// <param name="service">The service, which is its queue.</param>
    /// <param name="method">The method: service, dot, method.</param>
    public static Observation Call(string service, string method)
    {
        Activity? activity = Source.StartActivity($"call {method}", ActivityKind.Client);
        return new Observation(TypedAmqpMetrics.OperationDuration, TypedAmqpMetrics.Sent, activity, "call", "send", service).Rpc(service, method);
    }

    /// <summary>A delivery, or a request, is handled. Its span is a child of that in which it was published, in whatever program.</summary>
    /// <param name="kind">Whether it is a delivery or a request.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="message">The delivery.</param>
    public static Observation Process(ActivityKind kind, string queue, in ReceivedMessage message)
    {
        Activity? activity = Source.HasListeners() ? TraceContext.Start(Source, $"process {queue}", kind, in message) : null;
        Observation observation = new(TypedAmqpMetrics.ProcessDuration, TypedAmqpMetrics.Consumed, activity, "process", "process", queue);
        observation.SetServer(message.Delivery.Channel!.Endpoint);
        if (observation.WantsDetails)
        {
            observation.Describe(in message, queue);
        }

        return observation;
    }

    /// <summary>Deliveries that are handled together: their span is linked with those in which they were published.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="messages">The deliveries.</param>
    public static Observation ProcessBatch(string queue, ReadOnlySpan<ReceivedMessage> messages)
    {
        Activity? activity = null;
        if (Source.HasListeners())
        {
            List<ActivityLink> links = [];
            foreach (ref readonly ReceivedMessage message in messages)
            {
                if (TraceContext.Of(in message) is ActivityContext context)
                {
                    links.Add(new ActivityLink(context));
                }
            }

            activity = Source.StartActivity(ActivityKind.Consumer, parentContext: default, links: links, name: $"process {queue}");
            activity?.SetTag("messaging.batch.message_count", messages.Length);
        }

        Observation observation =
            new(TypedAmqpMetrics.ProcessDuration, TypedAmqpMetrics.Consumed, activity, "process", "process", queue) { Count = messages.Length };
        observation.SetServer(messages[0].Delivery.Channel!.Endpoint);
        return observation;
    }

    /// <summary>How many messages it is about.</summary>
    private int Count { get; init; } = 1;

    /// <summary>It is a call of a service.</summary>
    public Observation Rpc(string service, string method)
    {
        _activity?.SetTag(MessagingTags.RpcSystem, "typedamqp")
            .SetTag(MessagingTags.RpcService, service)
            .SetTag(MessagingTags.RpcMethod, method.StartsWith(service + ".", StringComparison.Ordinal) ? method[(service.Length + 1)..] : method);
        return this;
    }

    /// <summary>Adds to what is known of the broker.</summary>
    public void SetServer(Uri endpoint)
    {
        Add(MessagingTags.ServerAddress, endpoint.Host);
        Add(MessagingTags.ServerPort, endpoint.Port);
    }

    /// <summary>Adds what only the span has.</summary>
    public void SetDetail(string name, object? value) => _activity?.SetTag(name, value);

    /// <summary>It failed.</summary>
    public void Fail(Exception exception)
    {
        Add(MessagingTags.ErrorType, NameOf(exception));
        try
        {
            _activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            _activity?.AddException(exception);
        }
        catch (Exception)
        {
            // One that throws when it is shown has its name nevertheless, and ends nothing else.
            _activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>It failed.</summary>
    public void Fail(string error, string? text)
    {
        Add(MessagingTags.ErrorType, error);
        _activity?.SetStatus(ActivityStatusCode.Error, text);
    }

    /// <summary>It has ended.</summary>
    public void Dispose()
    {
        _messages?.Add(Count, in _tags);
        _duration.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, in _tags);
        _activity?.Dispose();
    }

    /// <summary>
    /// What a fault is called between caller and service, and other exceptions by their type, without the assemblies of what it is made of.
    /// </summary>
    private static string NameOf(Exception exception) =>
        exception is RpcFaultException { Code: { Length: > 0 } code } ? code : exception.GetType().ToString();

    private void Add(string name, object value)
    {
        _tags.Add(name, value);
        _activity?.SetTag(name, value);
    }

    private void Describe(in ReceivedMessage message, string queue)
    {
        string key = message.RoutingKey;
        SetDetail(MessagingTags.DestinationName, Destination.Of(message.Exchange, key, queue));
        SetDetail(MessagingTags.RoutingKey, key);
        SetDetail(MessagingTags.DeliveryTag, (long)message.Delivery.Tag);
        SetDetail(MessagingTags.BodySize, message.BodyMemory.Length);
        if (message.Properties.HasMessageId)
        {
            SetDetail(MessagingTags.MessageId, message.Properties.MessageId.ToString());
        }

        if (message.Properties.HasCorrelationId)
        {
            SetDetail(MessagingTags.ConversationId, message.Properties.CorrelationId.ToString());
        }
    }
}
